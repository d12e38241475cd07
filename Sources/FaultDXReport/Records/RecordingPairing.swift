/// Which recordings of one run are those of another.
///
/// The same data can lie under another path, and another machine's under the same name. So what samples are counts first, where both runs
/// kept that; then the path as it was typed; then the file's own name, where it is one of a kind on both sides and nothing speaks
/// against it.
struct RecordingPairing {
  /// What is known of a recording.
  struct Name {
    var file: String
    var recording: String
    /// A number for its samples; `nil` where the run did not keep it.
    var fingerprint: String?

    var identity: String { recording.isEmpty ? file : "\(file)#\(recording)" }
    /// Without the folders.
    fileprivate var own: String {
      let base = file.split { $0 == "/" || $0 == "\\" }.last.map(String.init) ?? file
      return recording.isEmpty ? base : "\(base)#\(recording)"
    }
  }

  /// Places of recordings in the first and in the second run, in the order of the first.
  private(set) var pairs: [(first: Int, second: Int)] = []
  /// How many are called the same, and have other samples.
  private(set) var changed = 0
  /// How many were found under another path.
  private(set) var moved = 0

  init(_ first: [Name], _ second: [Name]) {
    var partners = [Int?](repeating: nil, count: first.count)
    var free = Set(second.indices)
    /// Pairs the n-th of a key with the n-th of it there.
    func pair(by key: (Name) -> String?, isUnique: Bool, _ accept: (Name, Name) -> Bool) {
      let left = first.indices.filter { partners[$0] == nil }
      let ours = Dictionary(grouping: left) { key(first[$0]) ?? "" }
      let theirs = Dictionary(grouping: free.sorted()) { key(second[$0]) ?? "" }
      for (name, places) in ours where !name.isEmpty {
        guard let others = theirs[name] else { continue }
        if isUnique, places.count > 1 || others.count > 1 { continue }
        for (place, other) in zip(places, others) where accept(first[place], second[other]) {
          partners[place] = other
          free.remove(other)
        }
      }
    }
    func isOther(_ a: Name, _ b: Name) -> Bool {
      a.fingerprint != nil && b.fingerprint != nil && a.fingerprint != b.fingerprint
    }
    pair(by: { name in name.fingerprint.map { "\($0)#\(name.identity)" } }, isUnique: false) {
      _, _ in
      true
    }
    pair(by: \.fingerprint, isUnique: false) { _, _ in true }
    pair(by: { $0.identity }, isUnique: false) { _, _ in true }
    pair(by: { $0.own }, isUnique: true) { !isOther($0, $1) }
    for (place, partner) in partners.enumerated() {
      guard let partner else { continue }
      pairs.append((place, partner))
      if first[place].identity != second[partner].identity { moved += 1 }
      if isOther(first[place], second[partner]) { changed += 1 }
    }
  }
}
