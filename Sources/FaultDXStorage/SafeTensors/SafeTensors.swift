/// A safetensors file: named tensors of `Float` and a dictionary of strings.
///
///     let file = SafeTensors(
///       metadata: ["faultdx.schema": "1"],
///       entries: [.init(name: "head.bias", shape: [4], values: [0, 0, 0, 0])])
///     try DurableFile.write(file.serialized(), to: "model.safetensors")
///     let again = try SafeTensors(
///       parsing: DurableFile.read("model.safetensors"), file: "model.safetensors")
///
/// Format: Hugging Face safetensors, an 8-byte little-endian header length, a JSON header, the data.
public struct SafeTensors: Sendable, Equatable {
  /// One tensor.
  public struct Entry: Sendable, Equatable {
    /// The name, such as `blocks.0.conv.weight`.
    public var name: String
    /// The dimensions, outermost first; empty for a scalar.
    public var shape: [Int]
    /// The elements in C order; as many as the dimensions multiply to.
    public var values: [Float]

    /// Creates a tensor.
    public init(name: String, shape: [Int], values: [Float]) {
      self.name = name
      self.shape = shape
      self.values = values
    }
  }

  /// The strings of `__metadata__`, in order.
  public var metadata: Metadata
  /// The tensors, in the order of the header.
  public var entries: [Entry]

  /// Creates the content of a file.
  public init(metadata: Metadata = [:], entries: [Entry] = []) {
    self.metadata = metadata
    self.entries = entries
  }

  /// The tensor with this name.
  ///
  /// - Complexity: O(tensors).
  public subscript(name: String) -> Entry? { entries.first { $0.name == name } }
}

extension SafeTensors {
  /// Strings by name, in the order they were written.
  public struct Metadata: Sendable, Equatable, ExpressibleByDictionaryLiteral {
    private var object: JSONObject

    init(strings: JSONObject) { object = strings }

    /// Creates metadata that keep the order of the literal.
    ///
    /// - Precondition: No name occurs twice.
    public init(dictionaryLiteral elements: (String, String)...) {
      object = JSONObject(uniqueMembers: elements.map { ($0.0, .string($0.1)) })
    }

    /// The string with this name.
    ///
    /// Setting replaces in place or appends; setting `nil` removes.
    public subscript(key: String) -> String? {
      get { object[key]?.stringValue }
      set { object[key] = newValue.map { .string($0) } }
    }

    /// The names, in order.
    public var keys: [String] { object.keys }

    /// Whether there are none.
    public var isEmpty: Bool { object.isEmpty }

    /// As a JSON object of strings.
    public var json: JSON { .object(object) }
  }
}
