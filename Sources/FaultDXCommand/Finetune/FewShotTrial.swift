import FaultDX
import FaultDXEvaluation
import FaultDXStorage
import FaultDXTraining

/// One draw of a few windows: the model fine-tuned on them, the same networks trained on them from nothing, and linear
/// classifiers fitted to them, all measured on one test.
struct FewShotTrial {
  /// By window, by classifier; without those that cannot be fitted to so few.
  let accuracies: [String: Double]
  /// The model for the record.
  let origin: JSON

  init(
    _ request: FineTuningRequest, windows: LabelledWindows, data: TrainingData, test: MeasuredOn,
    job: TrainingJob, repetition: Int
  ) throws {
    var job = job
    job.common.quiet = true
    job.common.seed &+= UInt64(repetition)
    let data = data.learning(from: windows)
    let plan = job.plan(data)
    let tuning = try FineTuningRun(request, data: data, plan: plan, job: job)
    func accuracy(_ networks: TrainedNetworks) throws -> (Double, Diagnoser) {
      let diagnoser = Diagnoser(model: try data.model(networks))
      let assessment = try Assessment(
        of: test.recordings, units: test.units, by: diagnoser, parallelism: job.common.parallelism)
      return (assessment.windows.accuracy, diagnoser)
    }
    let (tuned, diagnoser) = try accuracy(tuning.finish(folder: nil))
    var accuracies = [
      FewShotCurve.tuned: tuned,
      FewShotCurve.fresh: try accuracy(tuning.fromNothing.finish(folder: nil)).0,
    ]
    let parallelism = job.common.parallelism
    let suite = BaselineSuite(
      training: BaselineWindows(windows), seed: job.common.seed, run: parallelism.forEach)
    let said = suite.predictions(
      on: try test.windows(asAskedBy: diagnoser), labels: data.labels,
      run: parallelism.forEach)
    for (baseline, said) in zip(suite.baselines, said)
    where FewShotCurve.linear.contains(baseline.name) {
      accuracies[baseline.name] = said.outcomes.accuracy
    }
    self.accuracies = accuracies
    origin = tuning.origin
  }
}
