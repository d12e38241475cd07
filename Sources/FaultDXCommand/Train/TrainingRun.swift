import FaultDX
import FaultDXStorage
import FaultDXTraining

/// A training run: the trainer, a checkpoint on disk behind every epoch, and what is said meanwhile.
struct TrainingRun {
  let trainer: Trainer
  /// Where checkpoints go; `nil` for a fold among others, of which only the figures are kept.
  private let folder: RunFolder?
  /// Whether other networks are trained beside it, so that not every epoch is news.
  private let isOneOfMany: Bool
  private let common: CommonOptions

  /// Starts a run, or goes on with one that was interrupted.
  ///
  /// - Parameter start: What the network begins with; random weights where it is `nil`.
  init(
    training: LabelledWindows, validation: LabelledWindows?, network: CBAMNetwork.Configuration,
    recipe: TrainingConfiguration, start: CBAMNetwork? = nil, folder: RunFolder?, resume: Bool,
    isOneOfMany: Bool, common: CommonOptions
  ) throws {
    self.folder = folder
    self.isOneOfMany = isOneOfMany
    self.common = common
    if resume, let folder, let checkpoint = try Self.checkpoint(folder) {
      do {
        trainer = try Trainer(
          resuming: checkpoint, training: training, validation: validation,
          parallelism: common.parallelism)
      } catch {
        throw CommandFailure("\(folder.checkpoint) cannot be resumed: \(error)")
      }
      guard trainer.configuration == recipe, trainer.network.configuration == network else {
        throw CommandFailure(
          "\(folder.checkpoint) was left by a run with other options; give the same ones, or train "
            + "anew without --resume")
      }
      common.note("going on behind epoch \(trainer.history.count)")
    } else {
      if resume, let folder {
        common.note("\(folder.checkpoint): no checkpoint, beginning from the start")
      }
      // One of an earlier run would be mistaken for this run's, were it interrupted in its first epoch.
      try folder?.removeCheckpoint()
      var generator = Self.initialWeights(seed: recipe.seed)
      trainer = try Trainer(
        network: start ?? CBAMNetwork(configuration: network, generator: &generator),
        training: training, validation: validation, configuration: recipe,
        parallelism: common.parallelism)
    }
  }

  /// Draws the first weights, apart from all other draws of one seed: "WEIGHTS".
  static func initialWeights(seed: UInt64) -> CounterGenerator {
    CounterGenerator(seed: seed, stream: 0x57_4549_4748_5453)
  }

  private static func checkpoint(_ folder: RunFolder) throws -> SafeTensors? {
    do {
      return try SafeTensors(
        parsing: DurableFile.read(folder.checkpoint), file: folder.checkpoint)
    } catch FileError.notFound {
      return nil
    }
  }

  /// Runs the epochs that are left.
  ///
  /// - Throws: `CommandFailure` with the signal's status where the user interrupts; the checkpoint then
  ///   holds every whole epoch.
  func finish() throws {
    Interruption.stopAtSafePoints()
    var bar = ProgressBar(isVisible: !common.quiet)
    let started = Clock.seconds()
    let before = trainer.history.count
    // The interruption may have come between the checkpoint and the table.
    if before > 0 { try keepHistory() }
    while !trainer.isFinished {
      let report = try trainer.runEpoch(
        onBatch: { bar.draw(batch: $0, of: trainer, timeLeft: timeLeft($0, started, before)) },
        isCancelled: { Interruption.isRequested })
      bar.clear()
      guard let report else { throw interrupted }
      guard let folder else { continue }
      try DurableFile.write(trainer.checkpoint().serialized(), to: folder.checkpoint)
      try keepHistory()
      if !isOneOfMany {
        common.note(HistoryTable.line(report, of: trainer.configuration.epochs))
      }
    }
    // What is left takes a moment and is not kept: from here a signal ends the process.
    Interruption.stopAtOnce()
    if Interruption.isRequested { throw interrupted }
    guard folder != nil else { return }
    if trainer.history.count < trainer.configuration.epochs {
      common.note("stopped early: the validation loss has not improved any more")
    }
    let seconds = Clock.seconds() - started
    common.note(
      "trained \(trainer.history.count - before) epochs in \(Format.fixed(seconds, decimals: 1)) s")
    if trainer.history.count > 1 { HistoryTable.sparklines(trainer.history).forEach(common.note) }
  }

  private func keepHistory() throws {
    guard let folder else { return }
    try DurableFile.write(HistoryTable(trainer.history).csv, to: folder.history)
  }

  private var interrupted: CommandFailure {
    guard let folder else {
      return CommandFailure("interrupted; nothing is kept", status: Interruption.status)
    }
    let epochs = trainer.history.count
    let kept =
      epochs == 0
      ? "no epoch was finished, nothing is kept"
      : "\"\(folder.checkpoint)\" holds \(epochs) \(epochs == 1 ? "epoch" : "epochs"), the same command "
        + "with --resume goes on from there"
    return CommandFailure("interrupted; \(kept)", status: Interruption.status)
  }

  private func timeLeft(_ batch: BatchProgress, _ started: Double, _ before: Int) -> Double {
    let done = Double(batch.epoch - 1 - before) + Double(batch.batch) / Double(batch.batches)
    let all = Double(trainer.configuration.epochs - before)
    return (Clock.seconds() - started) / max(done, 1e-6) * (all - done)
  }
}

extension ProgressBar {
  fileprivate mutating func draw(batch: BatchProgress, of trainer: Trainer, timeLeft: Double) {
    let accuracy = trainer.history.last?.validationAccuracy.map {
      "  validation \(Format.percent($0))"
    }
    draw(
      label: "epoch \(batch.epoch)/\(trainer.configuration.epochs)",
      fraction: Double(batch.batch) / Double(batch.batches),
      detail: "loss \(Format.fixed(batch.loss, decimals: 4))\(accuracy ?? "")"
        + "  \(Int(batch.windowsPerSecond)) windows/s  \(Format.duration(timeLeft)) left")
  }
}
