/// The members of a JSON object in the order they were written.
///
/// Names are compared as Swift compares strings, by canonical equivalence; the parser refuses two names
/// that are equal in this sense, because no lookup could tell them apart.
public struct JSONObject: Sendable, Equatable, RandomAccessCollection {
  /// A named value.
  public struct Member: Sendable, Equatable {
    /// The name.
    public let key: String
    /// The value.
    public var value: JSON

    /// Creates a member.
    public init(key: String, value: JSON) {
      self.key = key
      self.value = value
    }
  }

  private var members: [Member] = []

  /// Creates an object without members.
  public init() {}

  /// Takes members whose names the caller knows to differ.
  init(distinct members: [Member]) { self.members = members }

  init(uniqueMembers elements: [(String, JSON)]) {
    var names = Set<String>()
    for (key, _) in elements where !names.insert(key).inserted {
      fatalError("a JSON object cannot have two members named \"\(key)\"")
    }
    members = elements.map { Member(key: $0.0, value: $0.1) }
  }

  /// The value with this name.
  ///
  /// Setting replaces in place or appends; setting `nil` removes.
  ///
  /// - Complexity: O(members).
  public subscript(key: String) -> JSON? {
    get { members.first { $0.key == key }?.value }
    set {
      let position = members.firstIndex { $0.key == key }
      switch (position, newValue) {
      case (let position?, let value?): members[position].value = value
      case (let position?, nil): members.remove(at: position)
      case (nil, let value?): members.append(Member(key: key, value: value))
      case (nil, nil): break
      }
    }
  }

  /// The names, in order.
  public var keys: [String] { members.map(\.key) }

  /// Always 0.
  public var startIndex: Int { 0 }
  /// The number of members.
  public var endIndex: Int { members.count }
  /// The member at a position.
  public subscript(position: Int) -> Member { members[position] }
}

extension JSONObject: ExpressibleByDictionaryLiteral {
  /// Creates an object whose members keep the order of the literal.
  ///
  /// - Precondition: No name occurs twice.
  public init(dictionaryLiteral elements: (String, JSON)...) { self.init(uniqueMembers: elements) }
}
