import FaultDXSignal
import FaultDXSimulation

/// Data sets without a leak, to plant leaks in.
enum AuditFixture {
  /// Ten bearings of each of two classes, each recorded once, numbered in an order that says nothing.
  ///
  /// Of the classes that the simulation knows, inner and outer race: both shake, so that not even the
  /// level tells them apart.
  static func clean(seed: UInt64 = 1) -> [Recording] { seed == 1 ? first : make(seed) }

  /// Made once for the tests that plant something in it.
  private static let first = make(1)

  private static func make(_ seed: UInt64) -> [Recording] {
    var configuration = BearingDataset.Configuration()
    configuration.simulation.seconds = 0.4
    configuration.faults = [.innerRace, .outerRace]
    configuration.unitsPerClass = 10
    configuration.seed = seed
    let recordings = BearingDataset(configuration: configuration).recordings()
    var generator = CounterGenerator(seed: seed, stream: 77)
    let numbers = generator.shuffled(1...recordings.count)
    return zip(recordings, numbers).map { recording, number in
      var recording = recording
      recording.file = "recording\(number).wav"
      recording.name = ""
      return recording
    }
  }

  /// Positions of the recordings of a class.
  static func members(_ label: String, of recordings: [Recording]) -> [Int] {
    recordings.indices.filter { recordings[$0].label == label }
  }
}

extension Recording {
  /// The same under another name, of another unit.
  func copy(_ name: String, change: (Float) -> Float = { $0 }) -> Recording {
    var copy = self
    copy.file = name
    copy.group = "unit of \(name)"
    copy.samples = samples.map(change)
    return copy
  }
}
