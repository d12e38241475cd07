// From recordings to a model file in code: simulate bearings, split them, train, measure, write.
//
//   swift run -c release train-from-code model.safetensors

import FaultDX
import FaultDXEvaluation
import FaultDXSimulation
import FaultDXTraining

// 40 bearings of 4 classes; your own recordings need samples, sampleRate, label and, best, a group.
let recordings = BearingDataset.standard(seed: 1)
let labels = Set(recordings.compactMap(\.label)).sorted()
let windowLength = 1024

// No bearing is in two parts, so the figure below is about bearings that training never saw.
let split = try Split(
  recordings,
  configuration: Split.Configuration(windowLength: windowLength, hop: windowLength / 8, seed: 1))

func windows(in role: Split.Role) throws -> LabelledWindows {
  try LabelledWindows(
    recordings: recordings,
    windows: split.windows(in: role).map { window in
      let label = labels.firstIndex { $0 == recordings[window.recording].label } ?? 0
      let range = window.start..<window.start + windowLength
      return .init(recording: window.recording, start: window.start, label: label, range: range)
    }, labels: labels, windowLength: windowLength)
}

var generator = CounterGenerator(seed: 1)
let trainer = try Trainer(
  network: CBAMNetwork(
    configuration: .init(windowLength: windowLength, classes: labels.count),
    generator: &generator),
  training: windows(in: .training), validation: windows(in: .validation),
  configuration: TrainingConfiguration(
    epochs: 15, learningRate: 2e-3, labelSmoothing: 0.05, patience: 8, seed: 1,
    augmentation: Augmentation(gain: 0.2, flipsSign: true)),
  parallelism: .allCores)
while !trainer.isFinished {
  guard let report = try trainer.runEpoch() else { break }
  let accuracy = report.trainingAccuracy.map { ", accuracy \($0)" } ?? ""
  print("epoch \(report.epoch): loss \(report.trainingLoss)\(accuracy)")
}

// Measured by recording and by window, with the same code that a service runs.
let model = try Model(
  network: trainer.bestNetwork, labels: labels, windowLength: windowLength, hop: windowLength,
  sampleRate: recordings[0].sampleRate, channelNames: recordings[0].channelNames,
  normalization: .standard,
  // Without it the model can be asked in float32 only.
  calibration: Calibration(
    of: trainer.bestNetwork, training: windows(in: .training), validation: windows(in: .validation),
    parallelism: .allCores))
let held = split.pieces.filter { $0.role == .test }.map { recordings[$0.recording] }
let diagnoses = try Diagnoser(model: model).diagnose(all: held).map { try $0.get() }
let right = zip(held, diagnoses).count { $0.label == $1.label }
print("\(split.meaning) \(right) of \(held.count) recordings right.")

let path = CommandLine.arguments.dropFirst().first ?? "model.safetensors"
try model.write(to: path)
print("wrote \(path)")
