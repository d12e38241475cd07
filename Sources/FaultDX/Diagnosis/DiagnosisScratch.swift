import FaultDXNN
import FaultDXSignal
import Synchronization

/// The memory in which one thread asks a model about windows, a few at a time: made once, used for any number of them.
// Unchecked, because its pool lends it to one thread at a time.
final class DiagnosisScratch: @unchecked Sendable {
  /// Windows that go through together.
  static let capacity = InferenceSession.preferredCapacity

  /// One network's memory; a class, because arrays hold no values that cannot be copied.
  final class Member {
    var session: InferenceSession

    init(_ plan: InferencePlan) {
      session = InferenceSession(plan, capacity: DiagnosisScratch.capacity)
    }
  }

  let classes: Int
  /// One for each network.
  let members: [Member]
  /// What was answered for the windows of the last batch, `[capacity, classes]`.
  var logits: [Float]
  /// The same as probabilities.
  var probabilities: [Float]
  /// How far each window of a batch is noise's.
  var shares: [Float]
  /// The sound windows of a batch, in the memory that they are cut from.
  var ranges: [Range<Int>] = []
  /// Of each window of a batch what is wrong with it.
  var defects: [WindowDefect?] = []
  /// The bands of the sound windows, one after the other, where the model knows what training sounded like.
  var bands: [Double] = []
  /// The bands of the window that the gate looks at.
  var gateLevels: [Double] = []
  /// Where spectra of windows are computed, and windows encoded.
  var spectral = SpectralWorkspace()
  var encoding = EncodingWorkspace()
  /// The class of training that the window at hand is nearest to.
  var nearest = 0

  init(plans: [InferencePlan], classes: Int) {
    self.classes = classes
    members = plans.map { Member($0) }
    logits = [Float](repeating: 0, count: Self.capacity * classes)
    probabilities = logits
    shares = [Float](repeating: 0, count: Self.capacity)
    ranges.reserveCapacity(Self.capacity)
    defects.reserveCapacity(Self.capacity)
  }

  /// The numbers of one window in ``logits`` or ``probabilities``.
  func row(_ index: Int) -> Range<Int> { index * classes..<(index + 1) * classes }
}

/// What the copies of a diagnoser share: memory that its threads lend and give back, and what is known of its model once
/// somebody asked.
final class DiagnosisPool: Sendable {
  private let plans: [InferencePlan]
  private let classes: Int
  /// What tells noisy windows by.
  let gateBands: SpectralBands?
  private let idle = Mutex<[DiagnosisScratch]>([])
  private let fingerprint = Mutex<UInt64?>(nil)

  init(plans: [InferencePlan], classes: Int, gateBands: SpectralBands?) {
    self.plans = plans
    self.classes = classes
    self.gateBands = gateBands
  }

  /// Lends memory; there is as much as threads ever asked at once.
  func withScratch<Result, Failure: Error>(
    _ body: (DiagnosisScratch) throws(Failure) -> Result
  ) throws(Failure) -> Result {
    let scratch =
      idle.withLock { $0.popLast() } ?? DiagnosisScratch(plans: plans, classes: classes)
    defer { idle.withLock { $0.append(scratch) } }
    return try body(scratch)
  }

  /// A number that models hardly share, computed once.
  func fingerprint(of model: Model) -> UInt64 {
    fingerprint.withLock { known in
      if let known { return known }
      let found = Checksum.of(model.serialized())
      known = found
      return found
    }
  }
}

/// FNV-1a in 64 bits: tells damage, not malice.
enum Checksum {
  static func of(_ bytes: some Sequence<UInt8>) -> UInt64 {
    var hash: UInt64 = 0xcbf2_9ce4_8422_2325
    for byte in bytes { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01b3 }
    return hash
  }
}
