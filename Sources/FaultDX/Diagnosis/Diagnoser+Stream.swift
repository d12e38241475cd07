import FaultDXNN
public import FaultDXSignal
public import FaultDXTensor
import Synchronization

extension Diagnoser {
  /// Windows that one thread takes at a time.
  private static let windowsInShard = 32

  /// Diagnoses a recording of any length block by block, with the numbers that ``diagnose(_:)`` has for the
  /// whole, bit for bit.
  ///
  /// Memory holds two blocks and, of what the windows said, the sums; the next block is read while the windows
  /// of the last one are diagnosed. A model whose conditioning or networks need all of a recording
  /// (`Conditioning.isCausal`, `Model.needsContext`) is given all of it: then memory holds that.
  ///
  /// - Parameters:
  ///   - description: Everything about the recording but its samples.
  ///   - blockFrames: Frames that are read at a time; the result does not depend on it.
  ///   - keepsWindows: Whether the answers for all windows are kept.
  ///   - parallelism: How many threads share the windows; the result does not depend on it.
  ///   - read: Fills the buffer with interleaved frames from its start and returns how many frames it wrote; 0
  ///     at the end. It is called on any thread, never on two at once.
  /// - Throws: `DiagnosisError`, as `diagnose(_:)`, and whatever `read` throws.
  public func diagnose(
    streaming description: Recording, blockFrames: Int = 1 << 19, keepsWindows: Bool = false,
    parallelism: Parallelism = .serial,
    read: (UnsafeMutableBufferPointer<Float>) throws -> Int
  ) throws -> DiagnosisSummary {
    try check(channelsOf: description)
    guard model.conditioning.isCausal, !model.needsContext else {
      let whole = try Self.whole(description, blockFrames: blockFrames, read)
      return DiagnosisSummary(
        try diagnose(whole), of: model, keepingWindows: keepsWindows)
    }
    let description = withRate(description)
    let channels = description.channels
    let rates = rateChange(of: description)
    var stream = try WindowStream(model: model, recording: description, rates: rates)
    var evidence = StreamEvidence(diagnoser: self, keepsWindows: keepsWindows)
    let block = UnsafeMutableBufferPointer<Float>.allocate(capacity: max(1, blockFrames) * channels)
    defer { block.deallocate() }
    try withoutActuallyEscaping(read) { read in
      let reader = BlockReader(block: block, channels: channels, read: read)
      reader.fill()
      while true {
        let frames = try reader.frames.get()
        stream.append(UnsafeBufferPointer(rebasing: block[..<(frames * channels)]))
        let windows = stream.takeWindows()
        let shards = (windows.count + Self.windowsInShard - 1) / Self.windowsInShard
        let answers = Mutex([ShardAnswer](repeating: ShardAnswer(), count: shards))
        // The first shard is the next block: reading goes on beside the computing.
        parallelism.forEach(shards: shards + 1) { [stream] shard in
          if shard == 0 {
            if frames > 0 { reader.fill() }
          } else {
            let first = windows.lowerBound + (shard - 1) * Self.windowsInShard
            let answer = self.answer(
              first..<min(first + Self.windowsInShard, windows.upperBound), of: stream)
            answers.withLock { $0[shard - 1] = answer }
          }
        }
        for answer in answers.withLock({ $0 }) { evidence.add(answer) }
        if let start = evidence.notFinite {
          throw DiagnosisError.notFinite(recording: description.identity, start: start)
        }
        stream.forgetTaken()
        if frames == 0 { break }
      }
    }
    return try evidence.summary(
      of: description, frames: stream.frames.end, sampleRate: stream.rate, axis: stream.axis,
      resampledFrom: rates?.recorded)
  }

  /// All of a recording.
  private static func whole(
    _ description: Recording, blockFrames: Int,
    _ read: (UnsafeMutableBufferPointer<Float>) throws -> Int
  ) throws -> Recording {
    var recording = description
    let count = max(1, blockFrames) * description.channels
    let block = UnsafeMutableBufferPointer<Float>.allocate(capacity: count)
    defer { block.deallocate() }
    while true {
      let frames = try read(block)
      if frames == 0 { return recording }
      recording.samples += block[..<(frames * description.channels)]
    }
  }

  private func answer(_ numbers: Range<Int>, of stream: WindowStream) -> ShardAnswer {
    let frames = stream.frames
    let channels = frames.channels
    var answer = ShardAnswer()
    var valid: [Range<Int>] = []
    stream.recorded.samples.withUnsafeBufferPointer { recorded in
      frames.samples.withUnsafeBufferPointer { samples in
        for number in numbers {
          let window = stream.window(number)
          let source = stream.map?.source(of: window, total: stream.recorded.end)
          let local = frames.local(window)
          let defect = model.conditioning.defect(
            in: samples.frames(local, channels: channels), channels: channels,
            from: source.map {
              recorded.frames(stream.recorded.local($0), channels: channels)
            }, of: stream.description)
          answer.windows.append(.init(number: number, result: defect.map { .defect($0) }))
          if defect == nil { valid.append(local) }
        }
        var index = 0
        self.answer(valid, in: samples, of: stream.description) { _, logits, probabilities in
          while answer.windows[index].result != nil { index += 1 }
          let number = answer.windows[index].number
          let local = frames.local(stream.window(number))
          answer.windows[index].bands = bandsOfWindow(
            number, samples.frames(local, channels: channels))
          answer.windows[index].result = .answer(logits: logits, probabilities: probabilities)
        }
      }
    }
    return answer
  }
}

/// What one thread found about some windows that follow each other.
struct ShardAnswer {
  enum Result: Equatable {
    case defect(WindowDefect)
    case answer(logits: [Float], probabilities: [Float])
  }

  struct Window {
    let number: Int
    var result: Result?
    /// Where this one is looked at.
    var bands: [Double]?
  }

  var windows: [Window] = []
}

/// Reads the next block while windows of the last one are computed.
// Unchecked, because of the shards of a round only the first calls `fill`, and block and frames are looked at only between rounds.
private final class BlockReader: @unchecked Sendable {
  private let block: UnsafeMutableBufferPointer<Float>
  private let channels: Int
  private let read: (UnsafeMutableBufferPointer<Float>) throws -> Int
  private(set) var frames: Result<Int, any Error> = .success(0)

  init(
    block: UnsafeMutableBufferPointer<Float>, channels: Int,
    read: @escaping (UnsafeMutableBufferPointer<Float>) throws -> Int
  ) {
    self.block = block
    self.channels = channels
    self.read = read
  }

  func fill() {
    frames = Result { try read(block) }
    if case .success(let count) = frames, !(0...block.count / channels ~= count) {
      fatalError("\(count) frames were read into a block of \(block.count / channels)")
    }
  }
}
