import FaultDXSignal
import FaultDXTraining
import Testing

@Suite struct AugmentationTests {
  func windows(_ range: Range<Int> = 0..<100) throws -> LabelledWindows {
    try LabelledWindows(
      recordings: [LabelledWindowsTests.ramp("x")],
      windows: [.init(recording: 0, start: 40, label: 0, range: range)], labels: ["a"],
      windowLength: 20, normalization: .none)
  }

  func fill(
    _ windows: LabelledWindows, _ augmentation: Augmentation, seed: UInt64 = 1, epoch: Int = 0
  ) -> [Float] {
    [Float](unsafeUninitializedCapacity: windows.windowCount) { buffer, count in
      if let base = buffer.baseAddress {
        windows.fill(0, augmentation: augmentation, seed: seed, epoch: epoch, into: base)
      }
      count = windows.windowCount
    }
  }

  @Test func `nothing asked for changes nothing`() throws {
    #expect(try fill(windows(), Augmentation()) == (40..<60).map { Float($0) })
    #expect(!Augmentation().isActive)
  }

  @Test func `what is drawn depends on seed and epoch, and on nothing else`() throws {
    let windows = try windows()
    let all = Augmentation(maximumShift: 9, amplitude: 0.3, noise: 0.1, flipsSign: true)
    #expect(fill(windows, all) == fill(windows, all))
    #expect(fill(windows, all) != fill(windows, all, seed: 2))
    #expect(fill(windows, all) != fill(windows, all, epoch: 1))
  }

  @Test func `a window moves by whole frames, as far as asked, inside its range`() throws {
    func starts(_ range: Range<Int>, _ shift: Int) throws -> Set<Float> {
      let windows = try windows(range)
      return Set(
        (0..<200).map { epoch in
          let samples = fill(windows, Augmentation(maximumShift: shift), epoch: epoch)
          #expect(samples == samples.indices.map { samples[0] + Float($0) })
          return samples[0]
        })
    }
    #expect(try starts(0..<100, 3) == [37, 38, 39, 40, 41, 42, 43])
    #expect(try starts(39..<61, 30) == [39, 40, 41])
    #expect(try starts(40..<60, 30) == [40])
  }

  @Test func `amplitude, sign and noise are what they are called`() throws {
    let windows = try windows()
    let plain = fill(windows, Augmentation())
    var signs: Set<Float> = []
    var sum = 0.0
    var squares = 0.0
    for epoch in 0..<100 {
      let scaled = fill(windows, Augmentation(amplitude: 0.2), epoch: epoch)
      let factor = scaled[0] / plain[0]
      #expect(factor >= 0.7999 && factor <= 1.2001)
      #expect(zip(scaled, plain).allSatisfy { abs($0 - factor * $1) < 1e-3 })
      signs.insert(fill(windows, Augmentation(flipsSign: true), epoch: epoch)[0] / plain[0])
      for (noisy, clean) in zip(fill(windows, Augmentation(noise: 0.5), epoch: epoch), plain) {
        sum += Double(noisy - clean)
        squares += Double(noisy - clean) * Double(noisy - clean)
      }
    }
    #expect(signs == [1, -1])
    #expect(abs(sum / 2000) < 0.05)
    #expect(abs((squares / 2000).squareRoot() - 0.5) < 0.05)
  }
}
