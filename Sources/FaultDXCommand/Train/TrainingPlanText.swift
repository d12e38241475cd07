import FaultDX
import FaultDXEvaluation
import FaultDXTraining

/// What is about to be done, said before it is: what was found in the data and what was decided from it.
struct TrainingPlanText {
  let data: TrainingData
  let network: CBAMNetwork.Configuration
  let recipe: TrainingConfiguration

  var lines: [String] {
    var lines = data.notes
    lines += data.split.explanation
    let format = data.format
    if data.training.recordings.first?.axis == .angle {
      lines.append(
        "Windows of \(format.windowLength) samples at equal angles of the shaft, a training window every "
          + "\(format.trainingHop).")
    } else if let rate = format.sampleRate {
      let milliseconds = Double(format.windowLength) / rate * 1000
      lines.append(
        "Windows of \(format.windowLength) samples (\(Format.significant(milliseconds)) ms at "
          + "\(Format.short(rate)) Hz), a training window every \(format.trainingHop).")
    } else {
      lines.append(
        "Windows of \(format.windowLength) samples, a training window every \(format.trainingHop); the "
          + "sampling rate is not known, so the model cannot check that of what it will be given "
          + "(--rate).")
    }
    if data.defectiveWindows > 0 {
      lines.append(
        "\(data.defectiveWindows) windows left out: constant, clipped or not finite.")
    }
    lines.append(
      "\(data.training.count) training "
        + (data.validation.count > 0
          ? "and \(data.validation.count) validation windows, " : "windows, ")
        + (data.training.target == nil
          ? "\(data.labels.count) classes: \(data.labels.joined(separator: ", "))."
          : "numbers from \(data.labels.first ?? "") to \(data.labels.last ?? "")."))
    lines.append(
      recipe.augmentation.isActive
        ? "Training windows are changed at random: \(recipe.augmentation)."
        : "Training windows are taken as they are.")
    let attention = network.attention.kind.rawValue
    lines.append(
      "Network: stem \(network.stem.kernelSize) wide, stride \(network.stem.stride); "
        + "\(network.backbone.rawValue) blocks \(network.widths.map(String.init).joined(separator: "-"))"
        + ", attention \(attention).")
    lines.append(
      "At most \(recipe.epochs) epochs, batches of \(recipe.batchSize), \(recipe.optimizer.name), "
        + "learning rate \(Format.short(recipe.learningRate)), \(recipe.schedule.name); seed \(recipe.seed)."
    )
    return lines
  }
}
