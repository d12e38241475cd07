/// Colours for numbers that people who see colours differently, and printers, read in the same order.
///
/// Cividis: J. R. Nuñez, C. R. Anderton, R. S. Renslow, "Optimizing colormaps with consideration for color vision
/// deficiency", PLOS ONE 13(7), 2018; between eleven of its colours others are mixed.
enum ColourMap {
  private static let colours: [(Double, Double, Double)] = [
    (0, 34, 78), (9, 50, 110), (50, 67, 107), (77, 84, 108), (101, 101, 112), (124, 123, 120),
    (146, 140, 119), (173, 160, 110), (203, 183, 95), (230, 207, 78), (253, 231, 55),
  ]

  /// The colour of a share in 0…1 as `#rrggbb`.
  static func colour(_ share: Double) -> String {
    let place = min(max(share.isFinite ? share : 0, 0), 1) * Double(colours.count - 1)
    let index = min(Int(place), colours.count - 2)
    let rest = place - Double(index)
    let (low, high) = (colours[index], colours[index + 1])
    return "#"
      + [(low.0, high.0), (low.1, high.1), (low.2, high.2)].map { low, high in
        let value = Int((low + (high - low) * rest).rounded())
        return (value < 16 ? "0" : "") + String(value, radix: 16)
      }.joined()
  }

  /// Whether text on that colour must be dark to be read.
  static func wantsDarkText(_ share: Double) -> Bool { share > 0.5 }
}
