import FaultDXNN
import FaultDXSignal
import FaultDXTensor
import FaultDXTraining
import Testing

struct CalibrationTests {
  @Test func `a calibration says what each precision gets right, on any number of threads`() throws
  {
    let network = try Synthetic.makeNetwork()
    let training = try Synthetic.windows()
    let validation = try Synthetic.windows(recordingsPerClass: 2, seed: 8)
    let calibration = try #require(
      Calibration(of: network, training: training, validation: validation))
    #expect(
      Calibration(
        of: network, training: training, validation: validation, parallelism: .threads(3))
        == calibration)
    #expect(calibration.trainingWindows == training.count)
    #expect(calibration.validationWindows == validation.count)
    for precision in Precision.allCases {
      let logits = network.logits(
        for: validation, arithmetic: calibration.arithmetic(precision))
      let right = validation.windows.indices.count { n in
        Array(logits.elements[n * 3..<n * 3 + 3]).firstMaximum == validation.windows[n].label
      }
      #expect(calibration.correct[precision] == right)
      #expect(calibration.accuracy(precision) == Double(right) / Double(validation.count))
      #expect(
        calibration.loss(precision)
          == Double((calibration.correct[.float32] ?? 0) - right) / Double(validation.count))
    }
  }

  @Test func `ranges over windows are those over the same numbers`() throws {
    let network = try Synthetic.makeNetwork()
    let windows = try Synthetic.windows()
    var elements = [Float](repeating: 0, count: windows.count * windows.windowCount)
    elements.withUnsafeMutableBufferPointer { buffer in
      guard let base = buffer.baseAddress else { return }
      for n in 0..<windows.count { windows.fill(n, into: base + n * windows.windowCount) }
    }
    let tensor = Tensor(shape: [windows.count, windows.windowLength, 1], elements: elements)
    #expect(
      ActivationRanges(of: network, over: windows) == ActivationRanges(of: network, over: tensor))
    #expect(ActivationRanges(of: network, over: windows)?.maxima.count == 2)
  }

  @Test func `many windows are looked at at equal distances`() throws {
    let recording = Recording(
      file: "a", samples: (0..<5000).map { Float($0 % 7) }, sampleRate: 1000, label: "low")
    let windows = try LabelledWindows(
      recordings: [recording], labels: Synthetic.labels, windowLength: 64, hop: 2)
    let calibration = try #require(
      Calibration(of: Synthetic.makeNetwork(), training: windows, validation: windows))
    #expect(windows.count == 2469)
    #expect(calibration.trainingWindows == 1235)
  }

  @Test func `nothing is known without validation, or of a network that reaches no number`() throws
  {
    let network = try Synthetic.makeNetwork()
    let windows = try Synthetic.windows()
    #expect(
      Calibration(of: network, training: windows, validation: windows.selecting([])) == nil)
    var recordings = windows.recordings
    recordings[0].samples[100] = .infinity
    let broken = try LabelledWindows(
      recordings: recordings, labels: Synthetic.labels, windowLength: 64, hop: 32)
    #expect(Calibration(of: network, training: broken, validation: windows) == nil)
  }
}
