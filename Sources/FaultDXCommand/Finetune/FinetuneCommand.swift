import ArgumentParser
import FaultDX
import FaultDXStorage
import FaultDXTraining

/// `faultdx finetune`: from a model and labelled recordings of something else to a model of that.
struct Finetune: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Train a model further on labelled recordings of another machine or task.",
    discussion: """
      EXAMPLES:
        faultdx finetune --from model.safetensors pump.csv
        faultdx finetune --from cwru.safetensors motor/ --freeze stem --freeze blocks.0-1
        faultdx finetune --from cwru.safetensors motor/ --rate-decay 0.5 --epochs 20
        faultdx finetune --from model.safetensors pump.csv --shots 1,3,5,10 --repeats 5

      Everything else is as in "faultdx train": the split, the baselines, how sure the model may be, \
      --resume. A class that the model knows keeps its row of the last layer, others get a new one. Window, \
      scaling and conditioning are the model's unless said otherwise; what is fitted to data (the scale of \
      spectra, components and lines) is fitted anew unless --keep-scale. With another number of channels \
      every channel gets the mean filters of the old ones. Frozen layers stay the same to the bit, the \
      running averages of their batch norms too. --shots draws so many windows of each class from training \
      units, fine-tunes on these alone, and prints the accuracy on the test beside that of the same network \
      trained from nothing and of a linear discriminant; it writes no model.
      """)

  @Option(
    help: "The model to begin with.", completion: .file(extensions: ["safetensors"]))
  var from: String

  @Option(name: .shortAndLong, help: "The model file to write.", completion: .file())
  var output = "finetuned.safetensors"

  @Option(
    name: .customLong("freeze"),
    help: ArgumentHelp(
      "Layers that stay as they are: \(FreezeRequest.forms); repeat for several.",
      valueName: "layers"))
  var freezes: [String] = []

  @Option(
    help: "The learning rate of each layer as a share of that of the next one nearer to the output."
  )
  var rateDecay = 1.0

  @Flag(help: "Scale numbers as the model does instead of as fits the new windows.")
  var keepScale = false

  @Option(
    help: ArgumentHelp(
      "The bearing of recordings that do not say theirs, for networks over its lines.",
      valueName: "number"))
  var bearing: String?

  @Option(
    help: ArgumentHelp(
      "Measure the model behind so many windows of each class instead of writing one, such as 1,3,5,10.",
      valueName: "n,m,…"))
  var shots: String?

  @Option(help: "Draws of windows for --shots.")
  var repeats = 5

  @OptionGroup var job: TrainingJob

  func validate() throws {
    if output.isEmpty { throw ValidationError("--output wants the name of a file") }
    if RunFolder(besideModel: output).path == RunFolder(besideModel: from).path {
      throw ValidationError("--output must not be the model that is fine-tuned, \(from)")
    }
    if let wrong = freezes.first(where: { FreezeRequest($0) == nil }) {
      throw ValidationError("--freeze wants \(FreezeRequest.forms), got \"\(wrong)\"")
    }
    if !(rateDecay > 0 && rateDecay <= 1) {
      throw ValidationError("--rate-decay must be above 0, at most 1, got \(rateDecay)")
    }
    if let shots, shotCounts == nil {
      throw ValidationError("--shots wants positive numbers such as 1,3,5,10, got \"\(shots)\"")
    }
    if !(1...1000).contains(repeats) {
      throw ValidationError("--repeats must be 1 to 1000, got \(repeats)")
    }
    if let bearing, BearingGeometry(named: bearing) == nil {
      throw ValidationError(
        "--bearing \"\(bearing)\" is not in the catalogue; say balls:ball diameter:pitch diameter")
    }
    if job.recipe.normalization != .standard {
      throw ValidationError("--normalization is the model's; it cannot be another in fine-tuning")
    }
  }

  /// The numbers of windows, smallest first; `nil` where they cannot be read.
  private var shotCounts: [Int]? {
    let parts = (shots ?? "").split(separator: ",", omittingEmptySubsequences: false)
    let numbers = Set(parts.compactMap { Int($0) })
    return numbers.count == parts.count && numbers.allSatisfy { (1...100_000).contains($0) }
      ? numbers.sorted() : nil
  }

  func run() throws {
    let file = try ModelFile(from)
    let request = FineTuningRequest(
      file: file, freezes: freezes.compactMap(FreezeRequest.init), rateDecay: rateDecay,
      keepsScale: keepScale, bearing: bearing)
    let data = try request.data(
      job, try job.read(writing: shots == nil ? output : nil), endToEnd: shots != nil)
    let plan = job.plan(data)
    let training = try FineTuningRun(request, data: data, plan: plan, job: job)
    training.notes.forEach(job.common.note)
    if let counts = shotCounts {
      let test = try job.measuredOn(data, training.shape, known: file.model)
      try test.check(allowLeak: job.labelled.allowLeak)
      let curve = try FewShotCurve(
        request, shots: counts, repeats: repeats, data: data, test: test, job: job)
      return try Console.output(job.format == .json ? curve.json : curve.text)
    }
    try job.run(
      data, shape: training.shape, plan: training.plan, output: output,
      origin: (file.model, training.origin)
    ) { folder, started in
      try training.finish(folder: folder, resume: job.resume, started: started)
    }
  }
}
