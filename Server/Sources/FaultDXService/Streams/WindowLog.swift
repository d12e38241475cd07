import FaultDX

/// What the last window of a stream said.
struct LastWindow: Sendable {
  var isValid: Bool
  var label: String?
  var confidence: Double
  var probabilities: [Float]
  var distance: Double?
}

/// Counts the windows that samples led to, and remembers the last.
struct WindowLog {
  var last: LastWindow?
  var labels: [String]
  var windows = 0

  init(last: LastWindow?, labels: [String]) {
    self.last = last
    self.labels = labels
  }

  mutating func note(_ window: StreamedWindow, _ probabilities: Span<Float>) {
    windows += 1
    switch window.answer {
    case .diagnosed(let number, let confidence):
      var copy: [Float] = []
      for index in probabilities.indices { copy.append(probabilities[index]) }
      last = LastWindow(
        isValid: true, label: labels[number], confidence: Double(confidence),
        probabilities: copy, distance: window.distance)
    case .invalid, .notFinite:
      last = LastWindow(
        isValid: false, label: nil, confidence: 0, probabilities: [], distance: window.distance)
    }
  }
}
