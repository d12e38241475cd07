import Foundation
import Testing

/// Recordings and a model that many tests read and none changes, made once, by the command itself.
struct Workshop {
  /// `bearing.csv`, `signal.wav`, `model.safetensors` and `model.run`.
  let folder: Folder
  /// What `train` left.
  let training: Faultdx.Outcome

  /// The arguments that the model was trained with: small enough for a debug build.
  static let arguments = [
    "train", "bearing.csv", "--window", "128", "--hop", "16", "--widths", "4,8", "--epochs",
    "\(epochs)", "--patience", "\(epochs)",
  ]
  static let epochs = 24

  /// The one workshop of the process; it is gone when the process ends.
  static func open() throws -> Workshop { try shared.get() }

  private static let shared = Result { try Workshop() }

  private init() throws {
    folder = try Folder()
    let simulation = try Faultdx.run(
      [
        "simulate", "bearing", "--units", "4", "--seconds", "0.2", "--rate", "6000", "--signal",
        "signal.wav",
      ], in: folder)
    try #require(simulation.status == 0, "\(simulation.errors)")
    training = try Faultdx.run(Self.arguments, in: folder)
    try #require(training.status == 0, "\(training.errors)")
    atexit {
      if case .success(let workshop) = Workshop.shared {
        try? FileManager.default.removeItem(atPath: workshop.folder.root)
      }
    }
  }

  /// A folder of the test's own with copies of some of the files.
  func copies(_ names: String...) throws -> Folder {
    let copy = try Folder()
    for name in names { try copy.copy(name, from: folder) }
    return copy
  }

  /// The bytes of the model that `arguments` must end with, however they are run.
  var modelBytes: Data { get throws { try folder.bytes("model.safetensors") } }

  /// Everything that a finished run leaves beside its model.
  static let runFiles = [
    "arguments.json", "baselines.json", "checkpoint.safetensors", "confusion.csv", "history.csv",
    "metrics.json", "report.html", "report.txt", "windows.json",
  ]
}

/// Tones as WAV files.
enum Tone {
  /// 16-bit samples of one frequency in Hz a channel, with a little noise that differs from seed to seed.
  static func wave(
    _ frequencies: Double..., rate: Int = 4000, frames: Int = 1200, seed: UInt64 = 1
  ) -> Data {
    var noise = seed &* 0x9E37_79B9_7F4A_7C15
    var samples = Data()
    for frame in 0..<frames {
      for frequency in frequencies {
        noise = noise &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
        let value =
          0.4 * sin(2 * .pi * frequency * Double(frame) / Double(rate) + Double(seed))
          + 0.1 * (Double(noise >> 40) / Double(1 << 24) - 0.5)
        samples.append(littleEndian: Int16(value * 32767))
      }
    }
    return file(samples, format: 1, bits: 16, channels: frequencies.count, rate: rate)
  }

  /// Samples as 32-bit floats, which can say what integers cannot: NaN.
  static func floatWave(_ samples: [Float], rate: Int = 4000) -> Data {
    var bytes = Data()
    for sample in samples { bytes.append(littleEndian: sample.bitPattern) }
    return file(bytes, format: 3, bits: 32, channels: 1, rate: rate)
  }

  private static func file(
    _ samples: Data, format: Int, bits: Int, channels: Int, rate: Int
  ) -> Data {
    let frame = channels * bits / 8
    var file = Data("RIFF".utf8)
    file.append(littleEndian: UInt32(36 + samples.count))
    file.append(Data("WAVEfmt ".utf8))
    file.append(littleEndian: UInt32(16))
    file.append(littleEndian: UInt16(format))
    file.append(littleEndian: UInt16(channels))
    file.append(littleEndian: UInt32(rate))
    file.append(littleEndian: UInt32(rate * frame))
    file.append(littleEndian: UInt16(frame))
    file.append(littleEndian: UInt16(bits))
    file.append(Data("data".utf8))
    file.append(littleEndian: UInt32(samples.count))
    return file + samples
  }
}

extension Data {
  fileprivate mutating func append(littleEndian value: some FixedWidthInteger) {
    Swift.withUnsafeBytes(of: value.littleEndian) { append(contentsOf: $0) }
  }
}
