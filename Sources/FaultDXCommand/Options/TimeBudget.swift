import ArgumentParser

/// A time as people write it: `90s`, `5m`, `1.5h`.
struct TimeBudget: ExpressibleByArgument {
  let seconds: Double

  init?(argument: String) {
    let units: [Character: Double] = ["s": 1, "m": 60, "h": 3600]
    guard let unit = argument.last.flatMap({ units[$0] }),
      let number = Double(argument.dropLast()), number > 0, number * unit <= 86_400 * 7
    else { return nil }
    seconds = number * unit
  }
}
