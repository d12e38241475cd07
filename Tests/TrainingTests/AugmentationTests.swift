import FaultDXNN
import FaultDXSignal
import FaultDXTensor
import FaultDXTraining
import Testing

/// Windows of one recording, and what an augmentation makes of the first.
struct AugmentedSignal {
  let windows: LabelledWindows
  let start: Int

  init(
    _ samples: [Float], start: Int = 400, length: Int = 256, range: Range<Int>? = nil,
    channels: Int = 1, normalization: Normalization = .none
  ) throws {
    self.start = start
    let frames = samples.count / channels
    windows = try LabelledWindows(
      recordings: [
        Recording(
          file: "x", samples: samples, channelNames: (0..<channels).map { "c\($0)" },
          sampleRate: 1000)
      ],
      windows: [.init(recording: 0, start: start, label: 0, range: range ?? 0..<frames)],
      labels: ["a"], windowLength: length, normalization: normalization)
  }

  /// A tone of so many turns per sample.
  static func tone(_ frequency: Double, frames: Int = 1056, offset: Float = 0) -> [Float] {
    (0..<frames).map { offset + Float(sine(frequency * Double($0) + 0.1)) }
  }

  func fill(
    _ augmentation: Augmentation, seed: UInt64 = 1, epoch: Int = 0, draw: Int = 0
  ) -> [Float] {
    fill(WindowAugmenter(windows, augmentation, seed: seed), epoch: epoch, draw: draw)
  }

  func fill(_ augmenter: WindowAugmenter, epoch: Int = 0, draw: Int = 0) -> [Float] {
    var workspace = Workspace()
    return [Float](unsafeUninitializedCapacity: windows.windowCount) { buffer, count in
      if let base = buffer.baseAddress {
        augmenter.fill(draw, epoch: epoch, into: base, workspace: &workspace)
      }
      count = windows.windowCount
    }
  }

  var plain: [Float] { fill(Augmentation()) }
}

/// Amplitude and phase (in turns) of a component of so many turns per sample, under a Hann window.
func component(_ samples: [Float], _ frequency: Double) -> (amplitude: Double, phase: Double) {
  var (real, imaginary, sum) = (0.0, 0.0, 0.0)
  for (t, sample) in samples.enumerated() {
    let taper = 0.5 - 0.5 * sine(Double(t) / Double(samples.count) + 0.25)
    real += taper * Double(sample) * sine(frequency * Double(t))
    imaginary += taper * Double(sample) * sine(frequency * Double(t) + 0.25)
    sum += taper
  }
  return (2 * (real * real + imaginary * imaginary).squareRoot() / sum, angle(imaginary, real))
}

func variance(_ samples: [Float]) -> Double {
  let mean = samples.reduce(0.0) { $0 + Double($1) } / Double(samples.count)
  return samples.reduce(0.0) { $0 + (Double($1) - mean) * (Double($1) - mean) }
    / Double(samples.count)
}

@Suite struct AugmentationTests {
  static let parts = [
    "shift=50", "stretch=0.08", "jitter=0.1", "gain=0.2", "polarity", "equalize=6@1",
    "band-stop=0.2@1", "crop=0.5@1", "noise=0:20@1", "pink=0:20@1", "scaled-noise=0.1",
  ]
  static let everything = parts.joined(separator: ",")

  @Test func `nothing asked for changes nothing`() throws {
    let ramp = try AugmentedSignal((0..<1056).map { Float($0) })
    #expect(ramp.plain == (400..<656).map { Float($0) })
    #expect(!Augmentation().isActive)
  }

  @Test(arguments: parts + [everything])
  func `what is drawn depends on seed, epoch and draw, and on nothing else`(text: String) throws {
    let signal = try AugmentedSignal(AugmentedSignal.tone(0.07))
    let augmentation = try Augmentation(parsing: text)
    let augmenter = WindowAugmenter(signal.windows, augmentation, seed: 1)
    let first = signal.fill(augmenter)
    #expect(first == signal.fill(augmentation))
    #expect(first.allSatisfy { $0.isFinite })
    for others in [
      (1...4).map { signal.fill(augmentation, seed: 1 + UInt64($0)) },
      (1...6).map { signal.fill(augmenter, epoch: $0) },
      (1...6).map { signal.fill(augmenter, draw: $0) },
    ] { #expect(others.contains { $0 != first }) }
  }

  @Test(arguments: [0..<1056, 380..<700, 399..<657, 400..<656], [1, 2])
  func `what lies outside its range never gets into a window`(
    range: Range<Int>, channels: Int
  ) throws {
    let samples = (0..<1056).flatMap { t in
      [Float](
        repeating: range.contains(t) ? Float(sine(0.07 * Double(t))) : .nan, count: channels)
    }
    let signal = try AugmentedSignal(samples, range: range, channels: channels)
    let augmentation = WindowAugmenter(
      signal.windows, try Augmentation(parsing: Self.everything + ",stretch=0.5,jitter=1"), seed: 1)
    for epoch in 0..<50 {
      #expect(signal.fill(augmentation, epoch: epoch).allSatisfy { $0.isFinite })
    }
  }

  @Test func `a window moves by whole frames, as far as asked, inside its range`() throws {
    func starts(_ range: Range<Int>, _ shift: Int) throws -> Set<Float> {
      let ramp = try AugmentedSignal((0..<1056).map { Float($0) }, range: range)
      return Set(
        (0..<200).map { epoch in
          let samples = ramp.fill(Augmentation(maximumShift: shift), epoch: epoch)
          #expect(samples == samples.indices.map { samples[0] + Float($0) })
          return samples[0]
        })
    }
    #expect(try starts(0..<1056, 3) == [397, 398, 399, 400, 401, 402, 403])
    #expect(try starts(399..<657, 30) == [399, 400, 401])
    #expect(try starts(400..<656, 30) == [400])
  }

  @Test func `a recording that is one window is neither moved nor stretched`() throws {
    let whole = try AugmentedSignal(
      AugmentedSignal.tone(0.07, frames: 256), start: 0, length: 256)
    for epoch in 0..<20 {
      #expect(
        whole.fill(Augmentation(maximumShift: 30, stretch: 0.1), epoch: epoch) == whole.plain)
    }
  }

  @Test(arguments: [1, 2])
  func `a stretch moves a tone by its factor and keeps its amplitude`(channels: Int) throws {
    let frequency = 0.11
    let tone = AugmentedSignal.tone(frequency, frames: 4096)
    let signal = try AugmentedSignal(
      tone.flatMap { [Float](repeating: $0, count: channels) }, start: 1000, length: 1024,
      channels: channels)
    var speeds: [Double] = []
    for epoch in 0..<25 {
      let samples = signal.fill(Augmentation(stretch: 0.08), epoch: epoch)
      let first = stride(from: 0, to: samples.count, by: channels).map { samples[$0] }
      let found = (-25...25).map { 1 + Double($0) / 250 }
        .max {
          component(first, frequency * $0).amplitude < component(first, frequency * $1).amplitude
        }
      let speed = try #require(found)
      #expect(abs(component(first, frequency * speed).amplitude - 1) < 0.04)
      speeds.append(speed)
    }
    let least = try #require(speeds.min())
    let most = try #require(speeds.max())
    #expect(least >= 0.915 && least < 0.945)
    #expect(most <= 1.085 && most > 1.055)
  }

  @Test func `what a stretch would fold back is attenuated`() throws {
    // 0.49 turns a sample at 8 % more speed would come out at 0.47 and look like a line of its own.
    let signal = try AugmentedSignal(
      AugmentedSignal.tone(0.49, frames: 4096), start: 1000, length: 1024)
    let augmenter = WindowAugmenter(signal.windows, Augmentation(stretch: 0.08), seed: 1)
    let amplitudes = (0..<40).map {
      (2 * variance(signal.fill(augmenter, epoch: $0))).squareRoot()
    }
    #expect(amplitudes.allSatisfy { $0 < 0.6 })
  }

  @Test func `jitter blurs by its deviation times the slope`() throws {
    let frequency = 0.02
    let signal = try AugmentedSignal(
      AugmentedSignal.tone(frequency, frames: 4096), start: 1000, length: 1024)
    let difference = zip(signal.fill(Augmentation(jitter: 0.2)), signal.plain).map { $0 - $1 }
    // The slope of a sine has the deviation 2πf / √2.
    let expected = 0.2 * 2 * Double.pi * frequency / 2.0.squareRoot()
    #expect(abs(variance(difference).squareRoot() / expected - 1) < 0.1)
  }

  @Test(arguments: [-10.0, 10], [1, 2])
  func `noise has exactly the ratio that was drawn, whatever the offset`(
    decibels: Double, channels: Int
  ) throws {
    let tone = AugmentedSignal.tone(0.07, offset: 5)
    let signal = try AugmentedSignal(
      tone.flatMap { [$0] + [Float](repeating: 10 * $0, count: channels - 1) }, channels: channels)
    for noise in [
      Augmentation(whiteNoise: RandomNoise(decibels: decibels...decibels, probability: 1)),
      Augmentation(pinkNoise: RandomNoise(decibels: decibels...decibels, probability: 1)),
    ] {
      let (noisy, plain) = (signal.fill(noise), signal.plain)
      for channel in 0..<channels {
        func samples(_ all: [Float]) -> [Float] {
          stride(from: channel, to: all.count, by: channels).map { all[$0] }
        }
        let added = zip(samples(noisy), samples(plain)).map { $0 - $1 }
        let ratio = variance(samples(plain)) / variance(added)
        #expect(abs(10 * decimalLogarithm(ratio) - decibels) < 0.01)
      }
    }
  }

  @Test func `noise of scaled samples has its deviation whatever the scale`() throws {
    let tone = AugmentedSignal.tone(0.07, frames: 4096).map { 100 * $0 }
    let signal = try AugmentedSignal(tone, length: 2048, normalization: .standard)
    let added = zip(signal.fill(Augmentation(noise: 0.5)), signal.plain).map { $0 - $1 }
    #expect(abs(variance(added).squareRoot() - 0.5) < 0.03)
  }

  @Test func `noise comes as often as asked`() throws {
    let signal = try AugmentedSignal(AugmentedSignal.tone(0.07))
    let plain = signal.plain
    let augmentation = WindowAugmenter(
      signal.windows, try Augmentation(parsing: "noise=0:20@0.25"), seed: 1)
    let noisy = (0..<400).count { signal.fill(augmentation, epoch: $0) != plain }
    #expect((70...130).contains(noisy))
  }

  @Test func `white noise is flat and pink noise falls by 3 dB an octave`() throws {
    let signal = try AugmentedSignal(
      (0..<8192).map { Float($0 % 2) }, start: 0, length: 8192)
    func octaves(_ augmentation: Augmentation) -> [Double] {
      let augmenter = WindowAugmenter(signal.windows, augmentation, seed: 1)
      var sums = [Double](repeating: 0, count: 5)
      let transform = FourierTransform(length: 8192)
      for epoch in 0..<4 {
        let added = zip(signal.fill(augmenter, epoch: epoch), signal.plain)
          .map { Double($0 - $1) }
        let spectrum = transform(added)
        for octave in sums.indices {
          let lines = (64 << octave)..<(128 << octave)
          for k in lines {
            let power =
              spectrum.real[k] * spectrum.real[k] + spectrum.imaginary[k] * spectrum.imaginary[k]
            sums[octave] += power / Double(lines.count)
          }
        }
      }
      return zip(sums, sums.dropFirst()).map { 10 * decimalLogarithm($1 / $0) }
    }
    let white = octaves(try Augmentation(parsing: "noise=0@1"))
    let pink = octaves(try Augmentation(parsing: "pink=0@1"))
    #expect(white.allSatisfy { abs($0) < 1.2 })
    #expect(pink.allSatisfy { abs($0 + 3.01) < 1.2 })
  }

  @Test
  func `gain and polarity are what they are called, before fitted scaling and behind any other`()
    throws
  {
    let tone = AugmentedSignal.tone(0.07, offset: 3)
    for normalization: Normalization in [
      .none, .standard, .minMax, .fittedStandard(mean: [1], deviation: [2]),
    ] {
      let signal = try AugmentedSignal(tone, normalization: normalization)
      let plain = signal.plain
      var signs: Set<Float> = []
      for epoch in 0..<50 {
        let scaled = signal.fill(Augmentation(gain: 0.2), epoch: epoch)
        let turned = signal.fill(Augmentation(flipsSign: true), epoch: epoch)
        if case .fittedStandard = normalization {
          // What the sensor says is multiplied, and its mean with it.
          let factor = (2 * scaled[0] + 1) / (2 * plain[0] + 1)
          #expect((0.7999...1.2001).contains(factor))
          #expect(zip(scaled, plain).allSatisfy { abs(2 * $0 + 1 - factor * (2 * $1 + 1)) < 1e-4 })
          signs.insert(((2 * turned[0] + 1) / (2 * plain[0] + 1)).rounded())
        } else {
          let factor = scaled[0] / plain[0]
          #expect((0.7999...1.2001).contains(factor))
          #expect(zip(scaled, plain).allSatisfy { abs($0 - factor * $1) < 1e-4 })
          signs.insert((turned[0] / plain[0]).rounded())
        }
      }
      #expect(signs == [1, -1])
    }
  }

  @Test func `equalisation changes amplitudes and keeps phases`() throws {
    var amplitudes: [Double] = []
    for frequency in [0.05, 0.1, 0.2, 0.3, 0.4, 0.45] {
      let signal = try AugmentedSignal(
        AugmentedSignal.tone(frequency, frames: 4096), start: 1000, length: 1024)
      let plain = component(signal.plain, frequency)
      for epoch in 0..<60 {
        let changed = component(
          signal.fill(try Augmentation(parsing: "equalize=4@1"), epoch: epoch), frequency)
        amplitudes.append(20 * decimalLogarithm(changed.amplitude))
        let turn = changed.phase - plain.phase
        #expect(abs(turn - turn.rounded()) < 0.01)
      }
    }
    let deviation = (amplitudes.reduce(0) { $0 + $1 * $1 } / Double(amplitudes.count)).squareRoot()
    #expect((3...5).contains(deviation))
  }

  @Test func `a band-stop takes out what lies in its band and little else`() throws {
    let augmentation = try Augmentation(parsing: "band-stop=0.2@1")
    var levels: [Double] = []
    let signal = try AugmentedSignal(
      AugmentedSignal.tone(0.25, frames: 4096), start: 1000, length: 1024)
    for epoch in 0..<200 {
      levels.append(component(signal.fill(augmentation, epoch: epoch), 0.25).amplitude)
    }
    // The band covers a place with a probability of about its mean width.
    #expect((10...60).contains(levels.count { $0 < 0.3 }))
    #expect(levels.count { $0 > 0.95 && $0 < 1.05 } > 100)
    #expect(levels.allSatisfy { $0 < 1.15 })
  }

  @Test func `a crop puts the mean in the place of a stretch`() throws {
    let signal = try AugmentedSignal(AugmentedSignal.tone(0.0713, offset: 2))
    let plain = signal.plain
    let mean = plain.reduce(0, +) / Float(plain.count)
    var longest = 0
    for epoch in 0..<100 {
      let cropped = signal.fill(try Augmentation(parsing: "crop=0.3@1"), epoch: epoch)
      let missing = plain.indices.filter { cropped[$0] != plain[$0] }
      guard let first = missing.first, let last = missing.last else { continue }
      #expect((first...last).allSatisfy { abs(cropped[$0] - mean) < 1e-4 })
      longest = max(longest, missing.count)
    }
    #expect((60...77).contains(longest))
  }

  @Test(arguments: [
    "none", "shift=128,stretch=0.04,jitter=0.1,gain=0.2,polarity",
    "equalize=6@0.5,band-stop=0.1@0.25,crop=0.2@0.125,noise=-5:20@0.5,pink=0:0@1,scaled-noise=0.1,mixup=0.2@0.5",
  ])
  func `text is read as it is written`(text: String) throws {
    #expect(try Augmentation(parsing: text).description == text)
  }

  @Test func `later parts count, and none takes all back`() throws {
    #expect(try Augmentation(parsing: "gain=0.2, gain=0, polarity").description == "polarity")
    #expect(try Augmentation(parsing: "gain=0.2,none").description == "none")
    #expect(try Augmentation(parsing: "noise=6").description == "noise=6:6@0.5")
    #expect(try Augmentation(parsing: "noise=6@0").description == "none")
  }

  @Test(arguments: [
    "", "nois=3", "noise", "noise=", "noise=20:0", "noise=1:2:3", "noise=a", "noise=nan",
    "gain=2", "gain=0.1@0.5", "polarity=1", "shift=1.5", "shift=-1", "mixup=2", "crop=0.2@2",
    "none=1", "stretch=0.6", "gain=0.1,,polarity",
  ])
  func `what makes no sense is refused with what would`(text: String) {
    let error = #expect(throws: ConfigurationError.self) { try Augmentation(parsing: text) }
    #expect(error?.expected.isEmpty == false)
  }
}
