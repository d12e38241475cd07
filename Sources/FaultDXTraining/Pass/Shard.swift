package import FaultDXSignal
import FaultDXTensor

/// The samples of a batch that one thread handles at a time.
///
/// How a batch is cut depends on its size and on nothing else, so that the order in which sums are taken,
/// and with it every bit of the result, is the same for any number of threads.
package struct Shard: Sendable {
  /// Which part of the batch this is.
  package let index: Int
  /// The samples in it.
  package let samples: Range<Int>
  /// Scratch memory that no other shard uses at the same time.
  package let scratch: Scratch
  /// What is known of the batch as a whole.
  package let batch: Batch

  /// The extent of this shard's part of an activation.
  func extent(_ activation: Activation) -> Extent {
    Extent(batch: samples.count, length: activation.length, channels: activation.channels)
  }
}

/// One batch on its way through the network.
package struct Batch: Sendable {
  /// Samples.
  package let count: Int
  /// What the randomness of this batch is drawn from.
  package let seed: UInt64
  /// Counts the batches of a run: the key of dropout.
  package let step: Int

  /// A batch.
  package init(count: Int, seed: UInt64 = 0, step: Int = 0) {
    self.count = count
    self.seed = seed
    self.step = step
  }

  /// The most parts that any batch is cut into.
  static let shardLimit = 16

  /// The number of parts: one for each eight samples, but at least four and at most sixteen.
  package var shards: Int { min(count, max(4, min(Self.shardLimit, count / 8))) }

  /// The samples of a part.
  package func samples(ofShard index: Int) -> Range<Int> {
    (index * count / shards)..<((index + 1) * count / shards)
  }
}

/// Scratch memory of one thread.
// Unchecked: a worker has one shard at a time, and each worker has its own.
package final class Scratch: @unchecked Sendable {
  var workspace = Workspace()
}

/// What randomness is drawn for; each purpose has streams of its own.
package enum RandomPurpose: UInt64, Sendable {
  /// The first weights.
  case initialization = 1
  /// The order of the windows of an epoch.
  case order = 2
  /// What is done to a window of an epoch.
  case augmentation = 3
  /// Which units a batch leaves out.
  case dropout = 4
  /// What a gate learns to tell from noise.
  case gate = 5
  /// The noise that windows get stretches of.
  case noise = 6
  /// Which windows of a batch are mixed.
  case mixture = 7
  /// How unlabelled windows are put into batches.
  case adaptation = 8

  /// The generator of one draw: of an epoch or step, and of an index in it.
  package func generator(seed: UInt64, round: Int = 0, index: Int = 0) -> CounterGenerator {
    CounterGenerator(
      seed: seed, stream: rawValue << 56 | UInt64(round), substream: UInt64(index))
  }
}
