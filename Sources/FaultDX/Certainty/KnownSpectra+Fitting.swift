public import FaultDXSignal
public import FaultDXTensor

extension KnownSpectra {
  /// A recording that the model may have been trained on.
  public struct Source: Sendable {
    /// The recording, or the stretch of it that belongs to training.
    public var recording: Recording
    /// Its class, as an index among the model's labels.
    public var label: Int
    /// What belongs together: the physical unit.
    public var group: String
    /// The number of the recording: stretches with one number are one recording.
    public var name: Int

    /// Describes a recording.
    public init(recording: Recording, label: Int, group: String, name: Int) {
      self.recording = recording
      self.label = label
      self.group = group
      self.name = name
    }
  }

  /// Numbers of references that a model file keeps at most, about.
  private static let mostNumbers = 4096

  /// Learns what training sounds like.
  ///
  /// Units are groups where a class has two of them, else recordings.
  ///
  /// - Returns: `nil` where windows are too short for a spectrum or none can be believed.
  public init?(
    of sources: [Source], by diagnoser: Diagnoser, parallelism: Parallelism = .serial
  ) {
    let bands = min(Self.defaultBands, diagnoser.model.windowLength / 2)
    if bands < 1 { return nil }
    let shape = SpectralBands(
      windowLength: diagnoser.model.windowLength,
      channels: diagnoser.model.windowChannels,
      bands: bands)
    var spectra = parallelism.map(shards: sources.count) { index in
      diagnoser.spectrum(of: sources[index].recording, shape)
    }
    // Stretches of one recording are no evidence of how recordings differ.
    var first: [Int: Int] = [:]
    for index in sources.indices {
      let whole = first[sources[index].name] ?? index
      if whole != index {
        spectra[whole].add(spectra[index])
        spectra[index] = MeanSpectrum()
      }
      first[sources[index].name] = whole
    }
    let usable = sources.indices.filter { !spectra[$0].isEmpty }
    if usable.isEmpty { return nil }
    let labels = Set(usable.map { sources[$0].label }).sorted()
    let haveGroups = labels.contains { label in
      Set(usable.filter { sources[$0].label == label }.map { sources[$0].group }).count > 1
    }
    let unit = { (index: Int) in haveGroups ? sources[index].group : "\(sources[index].name)" }
    let variances = usable.map { spectra[$0].variance }
    let variance = variances.reduce(0, +) / Double(variances.count)

    // Spread over each class, so that a class with many recordings leaves room for the others.
    let room = max(1, Self.mostNumbers / (shape.count * labels.count))
    let references = labels.flatMap { label -> [Int] in
      let own = usable.filter { sources[$0].label == label }
      let step = (own.count + room - 1) / room
      return stride(from: 0, to: own.count, by: step).map { own[$0] }
    }
    func distance(_ index: Int, among others: [Int]) -> Double? {
      others.map { spectra[index].distance(to: spectra[$0].mean, windowVariance: variance) }.min()
    }
    // One distance for a unit, whatever the number of its recordings: the median of them.
    var distances: [Double] = []
    let units = Dictionary(grouping: usable, by: { unit($0) })
    for name in units.keys.sorted() {
      let own = units[name] ?? []
      let others = references.filter { unit($0) != name }
      // A class with one unit would be measured to other classes.
      let inClass = own.filter { index in
        others.contains { sources[$0].label == sources[index].label }
      }
      let found = inClass.compactMap { distance($0, among: others) }.sorted()
      if !found.isEmpty { distances.append(found[found.count / 2]) }
    }
    let between = labels.compactMap { label -> Double? in
      let others = references.filter { sources[$0].label != label }
      let found = usable.filter { sources[$0].label == label }
        .compactMap { distance($0, among: others) }.sorted()
      return found.isEmpty ? nil : found[found.count / 2]
    }.sorted()
    self.init(
      bands: shape.bands, references: references.map { spectra[$0].mean.map(Self.rounded) },
      classes: references.map { sources[$0].label }, windowVariance: Self.rounded(variance),
      distances: Self.thinned(distances.sorted()).map(Self.rounded),
      separation: between.isEmpty ? nil : Self.rounded(between.middle),
      unitsAreGroups: haveGroups)
  }

  /// Ten-thousandths, which no ear nor threshold needs, would be half of the file's header.
  private static func rounded(_ value: Double) -> Double { (value * 10_000).rounded() / 10_000 }

  /// At most a thousand of sorted distances, the largest among them.
  private static func thinned(_ sorted: [Double]) -> [Double] {
    let step = (sorted.count + 999) / 1000
    return step < 2
      ? sorted : stride(from: sorted.count - 1, through: 0, by: -step).map { sorted[$0] }
  }
}

extension [Double] {
  /// The median of a sorted list.
  fileprivate var middle: Double { (self[(count - 1) / 2] + self[count / 2]) / 2 }
}
