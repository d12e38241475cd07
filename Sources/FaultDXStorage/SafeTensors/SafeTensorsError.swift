/// Why bytes are not a safetensors file that faultdx accepts, and where.
public struct SafeTensorsError: Error, Equatable, CustomStringConvertible {
  /// Where in the file.
  public enum Location: Sendable, Equatable {
    /// A byte of the file, counted from 0.
    case byte(Int)
    /// A tensor, by its name.
    case tensor(String)
    /// The member `__metadata__`.
    case metadata
  }

  /// What is wrong.
  public enum Problem: Sendable, Equatable {
    /// The file ends before it should.
    case truncated(expected: Int, found: Int)
    /// The header says that it is longer than the reader takes.
    case headerTooLong(UInt64, limit: Int)
    /// The header does not begin with `{` or does not end with `}` and spaces.
    case headerNotAnObject
    /// The header is not strict JSON.
    case json(JSONError.Problem)
    /// More tensors than the reader takes.
    case tooManyTensors(Int, limit: Int)
    /// A member that should be there, or should be of another kind.
    case expected(String, found: String)
    /// More dimensions than the reader takes.
    case rankTooHigh(Int, limit: Int)
    /// The dimensions multiply to more than 64 bits can count.
    case sizeOverflow([Int])
    /// The shape and type need another number of bytes than the offsets give.
    case sizeMismatch(expected: Int, found: Int)
    /// The offsets leave bytes unused, use bytes twice, or leave the file.
    case misplaced(begins: Int, expected: Int)
    /// Bytes after the last tensor.
    case trailingBytes(Int)
    /// A value that is not a number or is infinite (as `Float`), at this index.
    case notFinite(index: Int)
  }

  /// The file, as the caller named it.
  public var file: String
  /// Where in it.
  public var location: Location
  /// What is wrong there.
  public var problem: Problem

  init(_ file: String, _ location: Location, _ problem: Problem) {
    self.file = file
    self.location = location
    self.problem = problem
  }

  /// One sentence with the file, the place, what was found and what was expected.
  public var description: String {
    let place =
      switch location {
      case .byte(let offset): "byte \(offset)"
      case .tensor(let name): "tensor \"\(name)\""
      case .metadata: "__metadata__"
      }
    return "\(file): \(place): \(problem)"
  }
}

extension SafeTensorsError.Problem: CustomStringConvertible {
  /// What was found and what was expected.
  public var description: String {
    switch self {
    case .truncated(let expected, let found):
      "expected a file of at least \(expected) bytes, found \(found)"
    case .headerTooLong(let size, let limit):
      "expected a header of at most \(limit) bytes, found \(size)"
    case .headerNotAnObject: "expected a header from \"{\" to \"}\", padded with spaces only"
    case .json(let problem): problem.description
    case .tooManyTensors(let count, let limit): "expected at most \(limit) tensors, found \(count)"
    case .expected(let expected, let found): "expected \(expected), found \(found)"
    case .rankTooHigh(let rank, let limit): "expected at most \(limit) dimensions, found \(rank)"
    case .sizeOverflow(let shape): "the shape \(shape) holds more elements than can be counted"
    case .sizeMismatch(let expected, let found):
      "expected \(expected) bytes for the shape and type, found \(found)"
    case .misplaced(let begins, let expected):
      "expected the data to begin at offset \(expected), found \(begins)"
    case .trailingBytes(let count): "expected the end of the file, found \(count) more bytes"
    case .notFinite(let index): "expected finite values, found one that is not at index \(index)"
    }
  }
}
