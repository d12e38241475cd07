import FaultDX

/// What has to be said about the sampling rates of recordings and a model; each thing once.
struct RateReport {
  private let expected: Double?
  private var said: Set<Double> = []
  private var hasWarned = false

  init(model: Model) { expected = model.sampleRate }

  /// Says which recordings are resampled, and warns where that cannot make them what the model knows.
  mutating func say(of recordings: [Recording], _ common: CommonOptions) {
    guard let expected else { return }
    for recording in recordings {
      guard let rate = recording.sampleRate else {
        if !hasWarned {
          common.warn(
            "\(recording.identity): the sampling rate is not known and taken to be the model's "
              + "\(Format.short(expected)) Hz; give it with --rate")
        }
        hasWarned = true
        continue
      }
      guard rate != expected, said.insert(rate).inserted else { continue }
      let change =
        "\(recording.identity): resampled from \(Format.short(rate)) Hz to the model's "
        + "\(Format.short(expected)) Hz"
      if rate < expected {
        common.warn("\(change); it holds nothing above \(Format.short(rate / 2)) Hz")
      } else {
        common.note(change)
      }
    }
  }
}
