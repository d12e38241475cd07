import FaultDXStorage

extension RunComparison {
  /// What a run was told that the first was not: options by their names, of network and training.
  public func differences(of run: Int) -> [String] {
    let keys = ["network", "training", "conditioning"]
    func leaves(_ run: Int) -> [(String, String)] {
      keys.flatMap { key in
        runs[run].arguments?[key].map { Self.leaves($0, key == "conditioning" ? key : "") } ?? []
      }
    }
    let (own, first) = (leaves(run), leaves(0))
    let known = Dictionary(first, uniquingKeysWith: { one, _ in one })
    var found = own.compactMap { name, value in known[name] == value ? nil : "\(name) \(value)" }
    let names = Set(own.map(\.0))
    found += first.filter { !names.contains($0.0) }.map { "no \($0.0)" }
    let inputs = { (run: Int) in
      runs[run].model?["members"]?.arrayValue?.compactMap { $0["input"]?.stringValue } ?? []
    }
    if Set(inputs(run)) != Set(inputs(0)) {
      found.insert("input \(Array(Set(inputs(run))).sorted().joined(separator: "+"))", at: 0)
    }
    return found
  }

  private static func leaves(_ json: JSON, _ path: String) -> [(String, String)] {
    guard let members = json.objectValue else { return [(path, json.serialized())] }
    return members.flatMap { member in
      leaves(member.value, path.isEmpty ? member.key : "\(path).\(member.key)")
    }
  }
}
