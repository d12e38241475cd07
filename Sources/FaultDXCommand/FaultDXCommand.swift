import ArgumentParser

/// The root of the command line: `faultdx train`, `faultdx classify` and their company.
@main
struct FaultDXCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "faultdx",
    abstract: "Diagnoses faults from vibration, current and other one-dimensional signals.",
    discussion: """
      EXAMPLES:
        faultdx train bearing.csv      learn from labelled recordings
        faultdx finetune --from m pump  that model trained further
        faultdx adapt --from m pump/   the same without labels
        faultdx audit recordings/      find leaks before training
        faultdx crossval recordings/   how good that is on units never seen
        faultdx ablate bearing.csv     which parts of a network help
        faultdx classify signal.wav    diagnose a recording with that model
        faultdx diagnose pump.wav      and what the bearing's physics says
        faultdx bearings 6205          a bearing's lines, by its number
        faultdx watch incoming/        new files of a folder, once each
        faultdx explain signal.wav     what the model looked at
        faultdx evaluate test-folder   confusion matrix and report
        faultdx report model.safetensors  a run as one HTML page
        faultdx compare a.run b.run    runs side by side, with tests
        faultdx noise-sweep MODEL test  accuracy as noise rises
        faultdx info signal.wav        rate, length, RMS, kurtosis
        faultdx convert a.mat -o a.wav recordings in another form
        faultdx dataset list           public data sets that are known

      Exit codes: 0 ok, 64 usage, 65 bad data, 66 no input, 70 internal error, 73 cannot create \
      output, 74 input/output error, 130 interrupted, 143 terminated.
      """,
    version: "faultdx \(Version.current)",
    subcommands: [
      Train.self, Finetune.self, Adapt.self, Crossval.self, Ablate.self, Audit.self, Classify.self,
      Diagnose.self, Bearings.self, Watch.self, Explain.self,
      Evaluate.self, ReportCommand.self, Compare.self,
      NoiseSweepCommand.self, Info.self, Convert.self,
      Segment.self,
      DatasetCommand.self,
      Simulate.self, Ambiguity.self,
    ]
  )

  /// Parses, runs, and turns whatever went wrong into one sentence and the documented exit code.
  static func main() {
    Interruption.install()
    do {
      if let classify = Classify.ifPlain(CommandLine.arguments) {
        try classify.run()
      } else {
        var command = try parseAsRoot()
        try command.run()
      }
    } catch {
      guard let status = ExitStatus(for: error) else { exit(withError: error) }
      Console.error(String(describing: error))
      status.exit()
    }
  }
}
