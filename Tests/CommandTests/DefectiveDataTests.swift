import Foundation
import Testing

/// Recordings of sensors that failed for a moment, or for good.
struct DefectiveDataTests {
  private func write(_ defect: (inout [Float]) -> Void, unit: Int, to folder: Folder) throws {
    for (name, step) in [("low", Float(0.3)), ("high", 1.7)] {
      var samples = (0..<1200).map { frame in
        // No multiple of a step, or units would be shifted copies of each other.
        let turn = step * Float(frame) + 0.777 * Float(unit)
        return 0.4 * sin(turn) + 0.1 * cos(turn * turn)
      }
      defect(&samples)
      try folder.write(Tone.floatWave(samples), to: "d/\(name)/\(unit).wav")
    }
  }

  private func train(_ scaling: String, in folder: Folder) throws -> Faultdx.Outcome {
    try Faultdx.run(
      [
        "train", "d", "--widths", "4,4", "--window", "64", "--hop", "32", "--epochs", "6",
        "--normalization", scaling,
      ], in: folder)
  }

  @Test(arguments: ["standard", "minmax", "none", "fitted-standard", "fitted-minmax"])
  func `a moment without numbers costs its windows, not the training`(scaling: String) throws {
    let folder = try Folder()
    for unit in 1...6 {
      try write({ if unit > 2 { $0[500] = .nan } }, unit: unit, to: folder)
      try write({ if unit == 2 { $0[77] = -.infinity } }, unit: unit + 10, to: folder)
    }
    let outcome = try train(scaling, in: folder)
    #expect(outcome.status == 0, "\(outcome.errors)")
    #expect(outcome.errors.contains("windows left out: "))
    let verdict = try Faultdx.run(["classify", "d/low/1.wav"], in: folder)
    #expect(verdict.status == 0, "\(verdict.errors)")
  }

  @Test(arguments: ["standard", "fitted-standard", "fitted-minmax"])
  func `recordings without any sound window are refused`(scaling: String) throws {
    let folder = try Folder()
    for unit in 1...4 {
      try write(
        { samples in
          for frame in stride(from: 0, to: 1200, by: 20) { samples[frame] = .nan }
          samples[1] += Float(unit)
        }, unit: unit, to: folder)
    }
    let sparse = try train(scaling, in: folder)
    #expect(sparse.status == 65)
    #expect(sparse.errors.contains("has no sound window for training"), "\(sparse.errors)")
    for unit in 1...4 {
      try write(
        { $0 = [Float](repeating: .nan, count: 1200 + unit) }, unit: unit, to: folder)
    }
    let none = try train(scaling, in: folder)
    #expect(none.status == 65)
    #expect(none.errors.contains("has no sound window for training"), "\(none.errors)")
  }
}
