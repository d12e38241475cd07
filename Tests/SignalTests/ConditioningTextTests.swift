import FaultDXSignal
import Testing

@Test(arguments: [
  ("detrend", "detrend:linear"), ("detrend:constant", "detrend:constant"),
  ("resample:12k", "resample:12000"), ("resample:0.5", "resample:0.5"),
  ("bandpass:2000-5000", "bandpass:2000-5000:order=4"),
  ("bandpass:2k-5k:causal:order=6", "bandpass:2000-5000:order=6:causal"),
  (" Lowpass : 1e-3 , envelope ", "lowpass:0.001:order=4,envelope"),
  ("bandstop:1e1-2e+1", "bandstop:10-20:order=4"), ("highpass:10:order=1", "highpass:10:order=1"),
  ("envelope:window,fft", "envelope:window,fft"), ("", ""), (" ", ""),
  ("order-track:64", "order-track:64"),
  ("order-track:64:tacho=2", "order-track:64:tacho=2:pulses=1"),
  ("order-track:128:pulses=60:tacho=key phasor", "order-track:128:tacho=key phasor:pulses=60"),
  ("detrend,squared-envelope-spectrum", "detrend:linear,squared-envelope-spectrum"),
])
func `steps are read and written`(_ text: String, _ written: String) throws {
  let conditioning = try Conditioning(parsing: text)
  #expect(conditioning.description == written)
  #expect(try Conditioning(parsing: written) == conditioning)
}

@Test(arguments: [
  "smooth", "detrend:cubic", "detrend:linear:twice", "resample", "resample:fast", "resample:-1",
  "resample:nan", "bandpass:2000", "bandpass:2000-", "bandpass:-2000", "bandpass:1-2-3",
  "bandpass:5000-2000", "lowpass", "lowpass:0", "lowpass:100-200", "lowpass:100:order=0",
  "lowpass:100:order=21", "lowpass:100:order=four", "lowpass:100:acausal", "envelope:recording",
  "order-track", "order-track:1", "order-track:64:pulses=2", "order-track:64:tacho=",
  "order-track:64:tacho=2:pulses=0", "order-track:99999999999999999999", "fft:log", ",", "detrend,",
  "fft,detrend", "envelope:window,lowpass:100", "fft,fft", "envelope-spectrum,envelope:window",
  "order-track:64,order-track:32", "order-track:64,resample:100", ":", "=", "lowpass:1e999",
])
func `what is no conditioning says what was expected`(_ text: String) {
  let error = #expect(throws: ConditioningError.self) { try Conditioning(parsing: text) }
  #expect((error?.description.count ?? 0) > 20)
}

@Test func `a mistake is answered with what can be written`() {
  let error = #expect(throws: ConditioningError.self) {
    try Conditioning(parsing: "detrend,bandpas:1-2")
  }
  #expect(
    error?.description.hasPrefix(
      "\"bandpas:1-2\" is no conditioning step: expected one of detrend[:linear|:constant], ")
      == true)
  let behind = #expect(throws: ConditioningError.self) { try Conditioning(parsing: "fft,detrend") }
  #expect(
    behind?.description
      == "detrend:linear: is done to recordings and cannot stand behind fft, which is done to windows"
  )
}

@Test func `random texts are read or refused, never a trap`() {
  var generator = CounterGenerator(seed: 12)
  let parts = [
    "detrend", "bandpass", "order-track", "resample", "fft", ":", ",", "-", "=", "e", "1", "0.5",
    "order", "tacho", "pulses", "causal", "2000", " ", "k", "é", "-9223372036854775808",
  ]
  var refused = 0
  for _ in 0..<3000 {
    let text = (0..<Int.random(in: 1...8, using: &generator)).map { _ in
      parts[Int.random(in: 0..<parts.count, using: &generator)]
    }.joined()
    do throws(ConditioningError) {
      let read = try Conditioning(parsing: text)
      #expect((try? Conditioning(parsing: read.description)) == read, "\(text)")
    } catch {
      refused += 1
    }
  }
  #expect(refused > 1000)
}
