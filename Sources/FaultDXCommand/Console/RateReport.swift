import FaultDX

/// What has to be said about the sampling rates of recordings and a model.
struct RateReport {
  let model: Model

  /// Says which recordings are resampled and warns of rates that nobody knows.
  func say(of recordings: [Recording], _ common: CommonOptions) {
    guard let expected = model.sampleRate else { return }
    let rates = Set(recordings.compactMap(\.sampleRate)).subtracting([expected])
    for rate in rates.sorted() {
      let count = recordings.count { $0.sampleRate == rate }
      common.note(
        "\(count) \(count == 1 ? "recording" : "recordings") at \(Format.short(rate)) Hz resampled "
          + "to the model's \(Format.short(expected)) Hz")
    }
    let silent = recordings.filter { $0.sampleRate == nil }
    if let first = silent.first {
      let others = silent.count > 1 ? " and \(silent.count - 1) more" : ""
      Console.warning(
        "\(first.identity)\(others): the sampling rate is not known and taken to be the model's "
          + "\(Format.short(expected)) Hz; give it with --rate")
    }
  }
}
