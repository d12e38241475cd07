import FaultDX
import FaultDXSignal
import FaultDXTensor
import Testing

/// A recording in blocks against the same recording as a whole: every bit the same.
@Suite struct StreamTests {
  /// Blocks of so many frames at most; a source may also give fewer than there is room for.
  static func stream(
    _ recording: Recording, with diagnoser: Diagnoser, blockFrames: Int, most: Int = 1 << 40,
    parallelism: Parallelism = .serial
  ) throws -> DiagnosisSummary {
    var description = recording
    description.samples = []
    var position = 0
    let channels = recording.channels
    return try diagnoser.diagnose(
      streaming: description, blockFrames: blockFrames, keepsWindows: true, parallelism: parallelism
    ) { block in
      let count = min(block.count, most * channels, recording.samples.count - position)
      for index in 0..<count { block[index] = recording.samples[position + index] }
      position += count
      return count / channels
    }
  }

  static func outcome(_ work: () throws -> DiagnosisSummary) -> Result<DiagnosisSummary, any Error>
  {
    Result { try work() }
  }

  /// The same verdict, or the same reason why there is none.
  static func expectSame(_ recording: Recording, _ model: Model, blocks: [Int]) {
    let diagnoser = Diagnoser(model: model)
    let whole = Result { () throws(DiagnosisError) in try diagnoser.diagnose(recording) }
    for frames in blocks {
      do {
        let found = try stream(
          recording, with: diagnoser, blockFrames: frames,
          parallelism: frames % 2 == 0 ? .threads(2) : .serial)
        guard case .success(let diagnosis) = whole else {
          Issue.record("\(recording.identity) in blocks of \(frames) was diagnosed")
          continue
        }
        #expect(found == DiagnosisSummary(diagnosis, of: model, keepingWindows: true))
        #expect(found.windows.map(Array.init) == diagnosis.windows)
      } catch {
        guard case .failure(let expected) = whole else {
          Issue.record("\(recording.identity) in blocks of \(frames): \(error)")
          continue
        }
        #expect(error as? DiagnosisError == expected)
      }
    }
  }

  static let blocks = [1, 2, 7, 31, 32, 64, 1_000, 100_000]

  @Test(arguments: [1, 16, 32, 45]) func `the size of the blocks does not matter`(hop: Int) throws {
    for channels in 1...2 {
      let model = try TinyModel.make(channels: channels, hop: hop)
      for frames in [31, 32, 33, 500, 2_001] {
        let recording = TinyModel.noise(frames: frames, channels: channels)
        Self.expectSame(recording, model, blocks: Self.blocks)
      }
    }
  }

  @Test(arguments: [2_000.0, 1_600, 2_560, 500, 333, 999.97, 1_000.000_001])
  func `a recording of another rate is resampled to the same samples`(rate: Double) throws {
    for channels in 1...2 {
      let model = try TinyModel.make(channels: channels)
      for frames in [3, 40, 700] {
        let recording = TinyModel.noise(frames: frames, channels: channels, sampleRate: rate)
        Self.expectSame(recording, model, blocks: Self.blocks)
      }
    }
  }

  @Test(arguments: [1_000.0, 1_600, 500]) func `windows that cannot be believed are the same`(
    rate: Double
  ) throws {
    let model = try TinyModel.make()
    var recording = TinyModel.noise(frames: 900, sampleRate: rate)
    recording.samples[100] = .nan
    recording.samples[431] = .infinity
    for index in 500..<640 { recording.samples[index] = 3 }
    for index in 700..<900 {
      recording.samples[index] = max(-1, min(1, recording.samples[index] * 4))
    }
    Self.expectSame(recording, model, blocks: Self.blocks)
    recording.samples = Array(repeating: 1, count: 900)
    Self.expectSame(recording, model, blocks: Self.blocks)
  }

  @Test func `what cannot be diagnosed as a whole cannot be diagnosed in blocks`() throws {
    let model = try TinyModel.make()
    Self.expectSame(TinyModel.noise(frames: 100, channels: 2), model, blocks: [8])
    Self.expectSame(TinyModel.noise(frames: 100, sampleRate: 1e9), model, blocks: [8])
    Self.expectSame(TinyModel.noise(frames: 0), model, blocks: [8])
  }

  @Test func `a source may give fewer frames than there is room for`() throws {
    let diagnoser = Diagnoser(model: try TinyModel.make())
    let recording = TinyModel.noise(frames: 3_000, sampleRate: 1_600)
    let whole = try Self.stream(recording, with: diagnoser, blockFrames: 5_000)
    let pieces = try Self.stream(
      recording, with: diagnoser, blockFrames: 5_000, most: 11, parallelism: .threads(2))
    #expect(whole == pieces)
  }

  @Test func `an error of the source ends the diagnosis`() throws {
    struct Unplugged: Error {}
    let diagnoser = Diagnoser(model: try TinyModel.make())
    var reads = 0
    #expect(throws: Unplugged.self) {
      try diagnoser.diagnose(
        streaming: TinyModel.noise(frames: 0), blockFrames: 64, parallelism: .threads(2)
      ) { block in
        reads += 1
        if reads == 3 { throw Unplugged() }
        for index in block.indices { block[index] = Float(index % 7) }
        return block.count
      }
    }
  }

  @Test func `many windows are kept in pieces`() throws {
    let model = try TinyModel.make(hop: 1)
    let recording = TinyModel.noise(frames: 20_000)
    Self.expectSame(recording, model, blocks: [4_096])
  }
}
