// What does a trained model say of these recordings?
//
//   swift run -c release quickstart ../../model.safetensors ../../datasets/signal.wav

import FaultDX
import FaultDXIO

let arguments = CommandLine.arguments.dropFirst()
guard let model = arguments.first, arguments.count > 1 else {
  fatalError("usage: quickstart MODEL RECORDING...")
}

// A diagnoser has no state of its own: make one, share it between threads.
let diagnoser = try Diagnoser(contentsOf: model)

for recording in try RecordingReader.read(inputs: Array(arguments.dropFirst())).recordings {
  do {
    let diagnosis = try diagnoser.diagnose(recording)
    let percent = Int((diagnosis.confidence * 100).rounded())
    print("\(recording.identity): \(diagnosis.label), \(percent) % sure")

    // The time line, in seconds: where the verdict changes, and where the sensor failed.
    let spans = diagnosis.spans(
      windowLength: diagnoser.model.windowLength, labels: diagnoser.model.labels)
    guard let rate = diagnosis.sampleRate, spans.count > 1 else { continue }
    for span in spans {
      let start = Double(span.frames.lowerBound) / rate
      let end = Double(span.frames.upperBound) / rate
      print("  \(start) to \(end) s: \(span.label ?? "invalid input")")
    }
  } catch {
    print(error)  // "pump.wav: has 2 channels (left, right) where the model expects 1 channel …"
  }
}
