import Testing

@testable import FaultDX

/// Votes, hysteresis and how long a new verdict must last.
struct VerdictSmootherTests {
  private static let labels = ["normal", "inner", "outer"]

  private func smoother(
    _ smoothing: VerdictSmoothing, normal: Int? = 0, minimumFrames: Int = 0
  ) -> VerdictSmoother {
    VerdictSmoother(
      labels: Self.labels, normal: normal, smoothing: smoothing, minimumFrames: minimumFrames)
  }

  /// What windows lead to: a digit is a class said for sure, `u` a window unlike training, `?` a class 1 that is doubtful.
  private func events(
    _ windows: String, _ smoother: VerdictSmoother
  ) -> [String] {
    var smoother = smoother
    var events: [String] = []
    for (index, window) in windows.enumerated() {
      let transition = smoother.add(
        class: window.wholeNumberValue ?? 1, confidence: window == "?" ? 0.45 : 0.9,
        isUnknown: window == "u", nearest: 2, at: (index + 1) * 100)
      guard let transition else { continue }
      switch transition.kind {
      case .raised(let label): events.append("\(index):+\(label)")
      case .changed(let from, let to): events.append("\(index):\(from)>\(to)")
      case .cleared(let from): events.append("\(index):-\(from ?? "unknown")")
      case .unknown(let nearest): events.append("\(index):unknown near \(nearest)")
      case .invalidInput, .validInput, .gap: events.append("\(index):wrong")
      }
    }
    return events
  }

  @Test func `three of five raise, four of five clear, single windows do neither`() {
    let smoother = smoother(VerdictSmoothing())
    #expect(events("0001000200010100", smoother).isEmpty)
    #expect(events("00000111", smoother) == ["7:+inner"])
    #expect(events("0000010101", smoother) == ["9:+inner"])
    #expect(events("111000", smoother) == ["2:+inner"])
    #expect(events("1110000", smoother) == ["2:+inner", "6:-inner"])
    #expect(events("111222", smoother) == ["2:+inner", "5:inner>outer"])
    #expect(events("111uuu0000", smoother) == ["2:+inner", "5:unknown near outer", "9:-unknown"])
    #expect(events("uuu111", smoother) == ["2:unknown near outer", "5:+inner"])
  }

  @Test func `a doubtful window holds a verdict and makes none`() {
    let smoother = smoother(VerdictSmoothing(votes: 2, clearingVotes: 3, of: 4))
    #expect(events("????????", smoother).isEmpty)
    #expect(events("11????????", smoother) == ["1:+inner"])
    // Four doubtful windows of the verdict leave no room for two others among four.
    #expect(events("11????22", smoother) == ["1:+inner"])
    #expect(events("11????222", smoother) == ["1:+inner", "8:inner>outer"])
  }

  @Test func `what does not last is not told`() {
    let smoother = smoother(
      VerdictSmoothing(votes: 2, clearingVotes: 2, of: 3), minimumFrames: 300)
    #expect(events("001100", smoother).isEmpty)
    #expect(events("0011111", smoother) == ["6:+inner"])
    #expect(events("11110000", smoother) == ["4:+inner"])
    #expect(events("1111000000", smoother) == ["4:+inner", "8:-inner"])
  }

  @Test func `without a class that is no fault, every verdict is one`() {
    let smoother = smoother(VerdictSmoothing(), normal: nil)
    #expect(events("000111", smoother) == ["2:+normal", "5:normal>inner"])
  }

  @Test func `another model keeps votes and verdicts by label`() {
    var old = smoother(VerdictSmoothing())
    for index in 0..<3 {
      _ = old.add(class: 1, confidence: 0.9, isUnknown: false, nearest: 0, at: index)
    }
    #expect(old.said == .fault(label: "inner"))
    var new = VerdictSmoother(
      labels: ["outer", "inner", "normal"], normal: 2, smoothing: VerdictSmoothing(),
      minimumFrames: 0)
    new.take(over: old)
    #expect(new.said == .fault(label: "inner"))
    var ignorant = VerdictSmoother(
      labels: ["outer", "normal"], normal: 1, smoothing: VerdictSmoothing(), minimumFrames: 0)
    ignorant.take(over: old)
    #expect(ignorant.said == .fault(label: "inner"))
    var kinds: [StreamEvent.Kind] = []
    for index in 0..<5 {
      let transition = ignorant.add(
        class: 1, confidence: 1, isUnknown: false, nearest: 0, at: index)
      if let transition { kinds.append(transition.kind) }
    }
    #expect(kinds == [.cleared(from: "inner")])
  }
}
