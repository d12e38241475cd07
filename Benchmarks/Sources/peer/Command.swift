import FaultDX
import FaultDXStorage
import FaultDXTensor

/// One line of what is asked.
struct Command {
  private var words: ArraySlice<Substring>

  init(_ line: String) { words = line.split(separator: " ")[...] }

  /// The answer.
  mutating func run(_ contestants: inout [String: Contestant]) throws -> String {
    let verb = try word()
    let name = try word()
    switch verb {
    case "write":
      let model = try RandomModel.make(name, seed: UInt64(try number()))
      try model.write(to: try word())
      return "ok"
    case "load":
      let model = try Model(contentsOf: try word())
      let windows = try DurableFile.read(try word())
      let contestant = try Contestant(model, .float32, windows: windows)
      contestants[name] = contestant
      // The same network with fewer bits, under names of their own.
      for precision in [Precision.bfloat16, .int8] {
        contestants["\(name)-\(precision.rawValue)"] = try Contestant(
          model, precision, windows: windows)
      }
      return "\(contestant.count)"
    case "read":
      let loader = Loader(path: name, threads: try number())
      let (seconds, processor) = try loader.time(calls: try number())
      return "\(seconds) \(processor)"
    case "values":
      let loader = Loader(path: name, threads: try number())
      return "\(try loader.writeSamples(to: try word()))"
    default: break
    }
    guard let contestant = contestants[name] else { throw Misunderstanding("no network \(name)") }
    switch verb {
    case "logits":
      return joined(contestant.logits(try number(), parallelism: try threads()))
    case "infer":
      let (batch, parallelism) = (try number(), try threads())
      return "\(contestant.infer(batch, parallelism: parallelism, calls: try number()))"
    case "losses":
      let parallelism = try threads()
      return joined(try contestant.losses(steps: try number(), parallelism: parallelism))
    case "train":
      let parallelism = try threads()
      return "\(try contestant.train(epochs: try number(), parallelism: parallelism))"
    default: throw Misunderstanding("\"\(verb)\" is no command")
    }
  }

  private func joined<Number>(_ numbers: [Number]) -> String {
    numbers.map { "\($0)" }.joined(separator: " ")
  }

  private mutating func word() throws(Misunderstanding) -> String {
    guard let word = words.popFirst() else { throw Misunderstanding("the line is too short") }
    return String(word)
  }

  private mutating func number() throws(Misunderstanding) -> Int {
    let word = try word()
    guard let number = Int(word), number > 0 else {
      throw Misunderstanding("\"\(word)\" is no positive number")
    }
    return number
  }

  private mutating func threads() throws(Misunderstanding) -> Parallelism {
    let count = try number()
    return count == 1 ? .serial : .threads(count)
  }
}

/// A line that cannot be followed.
struct Misunderstanding: Error, CustomStringConvertible {
  let description: String

  init(_ description: String) { self.description = description }
}
