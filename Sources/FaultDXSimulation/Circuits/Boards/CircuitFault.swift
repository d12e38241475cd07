/// What is wrong with a circuit.
public enum CircuitFault: Sendable, Equatable, Hashable {
  /// Nothing.
  case none
  /// A component's value is far too large.
  case above(String)
  /// A component's value is far too small.
  case below(String)
  /// A component's value is off by a share of its own: 0.25 is 25 % too large.
  case deviating(String, by: Double)
  /// A component has come loose: a resistor of 100 MΩ stands in its place.
  case open(String)
  /// A component is bridged: a resistor of 0.01 Ω stands in its place.
  case short(String)

  /// The resistances that stand for a component that is open or short, in ohms.
  ///
  /// Neither is infinite or zero: a circuit whose feedback is cut still has one solution.
  public static let openResistance = 100e6
  /// See ``openResistance``.
  public static let shortResistance = 0.01

  /// Healthy, then each component too large and too small.
  public static func soft(_ components: [String]) -> [CircuitFault] {
    [.none] + components.flatMap { [.above($0), .below($0)] }
  }

  /// The class: `normal`, `R2+`, `R2-`, `R2+25%`, `R2:open`, `R2:short`.
  public var label: String {
    switch self {
    case .none: return "normal"
    case .above(let component): return component + "+"
    case .below(let component): return component + "-"
    case .deviating(let component, let share):
      let percent = share * 100
      let text = percent == percent.rounded() ? "\(Int(percent))" : "\(percent)"
      return component + (share < 0 ? "" : "+") + text + "%"
    case .open(let component): return component + ":open"
    case .short(let component): return component + ":short"
    }
  }

  /// What failed.
  public var component: String? {
    switch self {
    case .none: nil
    case .above(let component), .below(let component), .deviating(let component, _),
      .open(let component), .short(let component):
      component
    }
  }

  /// By which factor the value is wrong; `nil` where it is not a matter of value.
  func factor(deviation: Double) -> Double? {
    switch self {
    case .above: 1 + deviation
    case .below: 1 - deviation
    case .deviating(_, let share): 1 + share
    case .none, .open, .short: nil
    }
  }

  /// A circuit with this fault.
  func applied(to circuit: Circuit, deviation: Double) -> Circuit {
    guard let component else { return circuit }
    switch self {
    case .open: return circuit.replacing(component, byResistance: Self.openResistance)
    case .short: return circuit.replacing(component, byResistance: Self.shortResistance)
    default: return circuit.scaling(component, by: factor(deviation: deviation) ?? 1)
    }
  }
}

extension CircuitFault {
  /// What a word of the command line means: `R2` (both directions), `R2+`, `R2-`, `R2+25%`, `R2:open`, `R2:short`,
  /// `normal`.
  ///
  /// - Returns: `nil` where it means nothing.
  public static func faults(named word: String) -> [CircuitFault]? {
    if word.lowercased() == "normal" { return [.none] }
    if let colon = word.firstIndex(of: ":") {
      let name = String(word[..<colon])
      switch (name.isEmpty, word[colon...].dropFirst().lowercased()) {
      case (false, "open"): return [.open(name)]
      case (false, "short"): return [.short(name)]
      default: return nil
      }
    }
    guard let sign = word.firstIndex(where: { $0 == "+" || $0 == "-" }) else {
      return word.isEmpty || word.contains("%") ? nil : [.above(word), .below(word)]
    }
    let (name, rest) = (String(word[..<sign]), word[sign...])
    if name.isEmpty { return nil }
    if rest == "+" { return [.above(name)] }
    if rest == "-" { return [.below(name)] }
    guard rest.last == "%", let percent = Double(rest.dropLast()), percent > -100,
      percent <= 100_000, percent != 0
    else { return nil }
    return [.deviating(name, by: percent / 100)]
  }
}
