public import FaultDXNN

extension Augmentation: CustomStringConvertible {
  /// What can be written, one part a line.
  public static let forms = [
    "shift=FRAMES", "stretch=SHARE", "jitter=SAMPLES", "gain=SHARE", "polarity",
    "equalize=DECIBELS", "band-stop=SHARE", "crop=SHARE", "noise=LOW:HIGH", "pink=LOW:HIGH",
    "scaled-noise=DEVIATION", "mixup=ALPHA",
  ]

  /// The parts as `init(parsing:)` reads them; "none" of none.
  public var description: String {
    var parts: [String] = []
    if maximumShift > 0 { parts.append("shift=\(maximumShift)") }
    if stretch > 0 { parts.append("stretch=\(plain(stretch))") }
    if jitter > 0 { parts.append("jitter=\(plain(jitter))") }
    if gain > 0 { parts.append("gain=\(plain(gain))") }
    if flipsSign { parts.append("polarity") }
    func add(_ name: String, _ value: String, _ probability: Double) {
      parts.append("\(name)=\(value)@\(plain(probability))")
    }
    if let equalization {
      add("equalize", plain(equalization.decibels), equalization.probability)
    }
    if let bandStop { add("band-stop", plain(bandStop.maximumWidth), bandStop.probability) }
    if let crop { add("crop", plain(crop.maximumShare), crop.probability) }
    for (name, noise) in [("noise", whiteNoise), ("pink", pinkNoise)] {
      guard let noise else { continue }
      let (low, high) = (noise.decibels.lowerBound, noise.decibels.upperBound)
      add(name, "\(plain(low)):\(plain(high))", noise.probability)
    }
    if noise > 0 { parts.append("scaled-noise=\(plain(noise))") }
    if let mixup { add("mixup", plain(mixup.alpha), mixup.probability) }
    return parts.isEmpty ? "none" : parts.joined(separator: ",")
  }

  /// Reads parts with commas between them: `stretch=0.04,gain=0.2,polarity,noise=0:20@0.5`.
  ///
  /// Behind an `@` stands the share of windows that a part is done to, where it is not done to all; without it each has
  /// its own default. A value of 0 turns a part off, and of two parts of the same name the second counts. "none" takes
  /// back all before it.
  ///
  /// - Throws: `ConfigurationError` for a part that there is not or whose numbers make no sense.
  public init(parsing text: String) throws(ConfigurationError) {
    self.init()
    for part in text.split(separator: ",", omittingEmptySubsequences: false) {
      try read(AugmentationPart(part))
    }
  }

  private mutating func read(_ part: AugmentationPart) throws(ConfigurationError) {
    switch part.name {
    case "none":
      try part.isAlone()
      self = Augmentation()
    case "polarity":
      try part.isAlone()
      flipsSign = true
    case "shift":
      maximumShift = Int(try part.always(0...1e9, "whole frames, as in shift=128", whole: true))
    case "stretch": stretch = try part.always(0...0.5, "a share up to 0.5, as in stretch=0.04")
    case "jitter": jitter = try part.always(0...1, "samples up to 1, as in jitter=0.1")
    case "gain": gain = try part.always(0...1, "a share up to 1, as in gain=0.2")
    case "equalize":
      let decibels = try part.number(0...40, "decibels up to 40, as in equalize=6")
      let probability = try part.probability(0.5)
      equalization =
        decibels > 0 && probability > 0
        ? RandomEqualization(decibels: decibels, probability: probability) : nil
    case "band-stop":
      let width = try part.number(
        0...0.5, "a share of the band up to 0.5, as in band-stop=0.1")
      let probability = try part.probability(0.25)
      bandStop =
        width > 0 && probability > 0
        ? RandomBandStop(maximumWidth: width, probability: probability) : nil
    case "crop":
      let share = try part.number(0...0.9, "a share of the window up to 0.9, as in crop=0.2")
      let probability = try part.probability(0.25)
      crop =
        share > 0 && probability > 0
        ? RandomCrop(maximumShare: share, probability: probability) : nil
    case "noise": whiteNoise = try part.noise()
    case "pink": pinkNoise = try part.noise()
    case "scaled-noise":
      noise = try part.always(0...100, "a deviation up to 100, as in scaled-noise=0.1")
    case "mixup":
      let alpha = try part.number(0...1, "a number up to 1, as in mixup=0.2")
      let probability = try part.probability(0.5)
      mixup = alpha > 0 && probability > 0 ? Mixup(alpha: alpha, probability: probability) : nil
    default: throw part.wrong("one of \(Self.forms.joined(separator: ", ")), or none")
    }
  }
}

/// One part of the text: a name, a value, a probability.
private struct AugmentationPart {
  let text: String
  let name: String
  private let value: String?
  private let share: String?

  init(_ text: Substring) {
    let text = String(text.filter { !$0.isWhitespace })
    self.text = text
    let ends = text.split(separator: "@", maxSplits: 1, omittingEmptySubsequences: false)
    let words = ends[0].split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
    name = words[0].lowercased()
    value = words.count > 1 ? String(words[1]) : nil
    share = ends.count > 1 ? String(ends[1]) : nil
  }

  func wrong(_ expected: String) -> ConfigurationError {
    ConfigurationError(key: "augmentation", found: "\"\(text)\"", expected: expected)
  }

  func isAlone() throws(ConfigurationError) {
    if value != nil || share != nil { throw wrong("\"\(name)\" alone") }
  }

  /// The value of a part that is done to all windows.
  func always(
    _ range: ClosedRange<Double>, _ expected: String, whole: Bool = false
  ) throws(ConfigurationError) -> Double {
    if share != nil { throw wrong("no @: this is done to every window") }
    let number = try number(range, expected)
    if whole, number != number.rounded() { throw wrong(expected) }
    return number
  }

  func number(
    _ range: ClosedRange<Double>, _ expected: String
  ) throws(ConfigurationError) -> Double {
    guard let number = value.flatMap({ Double($0) }), range.contains(number) else {
      throw wrong(expected)
    }
    return number
  }

  func probability(_ usual: Double) throws(ConfigurationError) -> Double {
    guard let share else { return usual }
    guard let number = Double(share), 0...1 ~= number else {
      throw wrong("a share of the windows from 0 to 1 behind the @")
    }
    return number
  }

  /// The ratios of a noise; none where it is added to no window.
  func noise() throws(ConfigurationError) -> RandomNoise? {
    let ends = (value ?? "").split(separator: ":", omittingEmptySubsequences: false)
    let numbers = ends.compactMap { Double($0) }.filter { -100...100 ~= $0 }
    guard numbers.count == ends.count, (1...2).contains(numbers.count),
      let low = numbers.first, let high = numbers.last, low <= high
    else {
      throw wrong("a signal-to-noise ratio in decibels or two, as in \(name)=0:20")
    }
    let probability = try probability(0.5)
    return probability > 0 ? RandomNoise(decibels: low...high, probability: probability) : nil
  }
}

/// The shortest text that reads as the same number.
private func plain(_ number: Double) -> String {
  let text = "\(number)"
  return text.hasSuffix(".0") ? String(text.dropLast(2)) : text
}
