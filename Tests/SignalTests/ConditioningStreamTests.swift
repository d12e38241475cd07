import FaultDXSignal
import Testing

@Test(arguments: [
  "", "highpass:20:causal", "resample:700", "bandpass:20-200:causal,resample:1300",
  "resample:1600,lowpass:300:causal,order-track:40", "order-track:8,highpass:0.5:causal",
  "resample:1000,fft",
])
func `a stream gives the bits of the whole however it is cut`(_ text: String) throws {
  let conditioning = try Conditioning(parsing: text)
  #expect(conditioning.isCausal)
  var generator = CounterGenerator(seed: 21)
  var recording = Recording(
    file: "a", samples: (0..<4200).map { _ in Float(2 + generator.normal()) },
    channelNames: ["x", "y"], sampleRate: 1000, speed: 600)
  recording.samples[1500] = .nan
  for modelRate in [nil, 800] as [Double?] {
    var broughtToRate = recording
    if let modelRate { broughtToRate = try recording.resampled(to: modelRate) }
    let whole = try conditioning.conditioned(broughtToRate)
    for largest in [1, 50, 4200] {
      var stream = try ConditioningStream(conditioning, of: recording, broughtTo: modelRate)
      var found: [Float] = []
      var start = 0
      while start < recording.samples.count {
        let count = min(
          2 * Int.random(in: 1...largest, using: &generator), recording.samples.count - start)
        recording.samples[start..<start + count].withUnsafeBufferPointer {
          stream.append($0, to: &found)
        }
        start += count
      }
      stream.append(UnsafeBufferPointer(start: nil, count: 0), to: &found)
      #expect(found.map(\.bitPattern) == whole.recording.samples.map(\.bitPattern))
      #expect(stream.rate == whole.recording.sampleRate && stream.axis == whole.recording.axis)
    }
  }
}

@Test func `what needs all of a recording says so`() throws {
  for text in [
    "detrend", "bandpass:20-200", "envelope", "order-track:8:tacho=2",
    "highpass:20:causal,envelope",
  ] {
    #expect(try !Conditioning(parsing: text).isCausal)
  }
}

@Test func `a stream that cannot be conditioned says why`() throws {
  let unknown = Recording(file: "a", samples: [])
  for text in ["resample:100", "lowpass:10:causal", "order-track:8"] {
    #expect(throws: ConditioningError.self) {
      try ConditioningStream(Conditioning(parsing: text), of: unknown)
    }
  }
  let known = Recording(file: "a", samples: [], sampleRate: 100)
  #expect(throws: ConditioningError.unknownSpeed(recording: "a", found: nil)) {
    try ConditioningStream(Conditioning(parsing: "order-track:8"), of: known)
  }
  #expect(throws: ConditioningError.self) {
    try ConditioningStream(Conditioning(parsing: "lowpass:50:causal"), of: known)
  }
  // Brought to the model's rate first, which has room for the band.
  #expect(
    try ConditioningStream(
      Conditioning(parsing: "lowpass:50:causal"), of: known, broughtTo: 200
    ).rate == 200)
}
