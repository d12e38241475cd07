/// Where a rolling bearing can be damaged.
public enum FaultLocation: String, Sendable, Equatable, CaseIterable {
  /// Nowhere.
  case sound = "normal"
  /// On the outer race: BPFO.
  case outerRace = "outer_race"
  /// On the inner race: BPFI.
  case innerRace = "inner_race"
  /// On a ball or roller: twice BSF.
  case rollingElement = "rolling_element"
  /// On the cage: FTF.
  case cage

  /// In words, as in "a fault of the outer race".
  public var words: String {
    switch self {
    case .sound: "a sound bearing"
    case .outerRace: "a fault of the outer race"
    case .innerRace: "a fault of the inner race"
    case .rollingElement: "a fault of a rolling element"
    case .cage: "a fault of the cage"
    }
  }

  /// What the lines of a fault there are called; `nil` where there is none.
  public var lineName: String? {
    switch self {
    case .sound: nil
    case .outerRace: "BPFO"
    case .innerRace: "BPFI"
    case .rollingElement: "2BSF"
    case .cage: "FTF"
    }
  }
}

extension FaultLocation {
  /// The place that the name of a class speaks of; `nil` where it speaks of none, or of more than one.
  ///
  /// The name is cut into words: at everything that is no letter, where digits begin or end, and before a capital letter
  /// behind a small one (`innerRace`). A word counts whatever its case:
  ///
  /// | place | words |
  /// |---|---|
  /// | outer race | `outer`, `or`, `orf`, `outerrace`, `aussenring`, `außenring` |
  /// | inner race | `inner`, `ir`, `irf`, `innerrace`, `innenring` |
  /// | rolling element | `ball`, `roller`, `rolling`, `re`, `kugel`, `wälzkörper`, `waelzkoerper`, `rolle`; `b` before digits (`B007`) |
  /// | cage | `cage`, `käfig`, `kaefig`, `ftf` |
  /// | sound | `normal`, `healthy`, `baseline`, `sound`, `good`, `ok`, `undamaged`, `intact`, `gesund`; `no` or `without` before `fault`, `fault` before `free` |
  ///
  /// Other words (`race`, `fault`, sizes, loads) say nothing. A name with words of two places, a word that denies
  /// (`not`, `non`, `no` before anything but `fault`), or a word of another part of a machine (`gear`, `rotor`, `stator`, `phase`, `shaft`,
  /// `winding`, `belt`, `impeller`) is not mapped: what a class means is never guessed.
  public init?(label: String) {
    let words = Self.words(of: label)
    var places: Set<FaultLocation> = []
    var index = 0
    while index < words.count {
      let word = words[index]
      let next = index + 1 < words.count ? words[index + 1] : ""
      let isFault = ["fault", "defect", "damage"].contains(next)
      if ["no", "without"].contains(word), isFault {
        places.insert(.sound)
        index += 1
      } else if ["fault", "defect", "damage"].contains(word), next == "free" {
        places.insert(.sound)
        index += 1
      } else if word == "b", next.first?.isNumber == true {
        places.insert(.rollingElement)
      } else if Self.foreign.contains(word) {
        return nil
      } else if let place = Self.vocabulary[word] {
        places.insert(place)
      }
      index += 1
    }
    guard let place = places.first, places.count == 1 else { return nil }
    self = place
  }

  private static func words(of label: String) -> [String] {
    var words: [String] = []
    var word = ""
    var last: Character?
    for character in label {
      let isPart = character.isLetter || character.isNumber
      let isBreak =
        last.map {
          $0.isNumber != character.isNumber || ($0.isLowercase && character.isUppercase)
        } ?? true
      if !isPart || isBreak, !word.isEmpty {
        words.append(word)
        word = ""
      }
      if isPart { word += character.lowercased() }
      last = isPart ? character : nil
    }
    return word.isEmpty ? words : words + [word]
  }

  private static let vocabulary: [String: FaultLocation] = {
    let words: [(FaultLocation, [String])] = [
      (.outerRace, ["outer", "or", "orf", "outerrace", "aussenring", "außenring"]),
      (.innerRace, ["inner", "ir", "irf", "innerrace", "innenring"]),
      (
        .rollingElement,
        ["ball", "roller", "rolling", "re", "kugel", "wälzkörper", "waelzkoerper", "rolle"]
      ),
      (.cage, ["cage", "käfig", "kaefig", "ftf"]),
      (
        .sound,
        ["normal", "healthy", "baseline", "sound", "good", "ok", "undamaged", "intact", "gesund"]
      ),
    ]
    return Dictionary(
      uniqueKeysWithValues: words.flatMap { place, words in words.map { ($0, place) } })
  }()

  private static let foreign: Set<String> = [
    "not", "non", "no", "without", "gear", "rotor", "stator", "phase", "shaft", "winding", "belt",
    "impeller",
  ]
}
