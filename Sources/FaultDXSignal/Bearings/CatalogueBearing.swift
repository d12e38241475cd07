/// A bearing that is known by its number.
///
/// What rolls inside is its maker's choice: NSK's 6209 has ten balls, the Timken housed unit of that size nine. So an entry is that of one maker, and whoever shows
/// lines of it says so (``caution``). The lines of makers with as many balls lie within 1.5 % of each other, which is within the slip that is looked for.
public struct CatalogueBearing: Sendable, Equatable {
  /// Where the measures are from.
  public enum Source: Sendable, Equatable {
    /// Somebody printed them.
    case published(String)
    /// Found from what the maker prints of a ball bearing: the balls of a size that is made, their number and their circle for which
    /// ISO 76 and ISO 281 give the printed static and dynamic rating and factor f0, each within 1 %. No other number or size comes as near.
    case ballRatings(String)
    /// Found from what the maker prints of cylindrical roller bearings, the inner raceway's diameter, and the outer one's of DIN 5412, which was not
    /// looked up again: they leave round roller diameters, and one number of rollers for which ISO 76 gives the static ratings of the narrow and
    /// of the wide series with rollers whose lengths differ by whole millimetres.
    case rollerRatings(String)

    /// In words.
    public var words: String {
      switch self {
      case .published(let text): text
      case .ballRatings(let catalogue): "from the ratings and f0 in \(catalogue)"
      case .rollerRatings(let catalogue):
        "from the inner raceway and ratings in \(catalogue); the outer raceway assumed as of DIN 5412"
      }
    }

    /// `published` or `ratings`.
    public var kind: String {
      switch self {
      case .published: "published"
      case .ballRatings, .rollerRatings: "ratings"
      }
    }
  }

  /// The unit of the diameters.
  public enum Unit: String, Sendable, Equatable {
    /// Millimetres.
    case millimetres = "mm"
    /// Inches.
    case inches = "in"
  }

  /// The number without prefix and suffix.
  public let number: String
  /// Whose bearing it is.
  public let maker: String
  /// Its measures.
  public let geometry: BearingGeometry
  /// The unit of the diameters.
  public let unit: Unit
  /// Where the measures are from.
  public let source: Source

  /// What is to be said where its lines are shown.
  public var caution: String {
    "as of \(maker) \(number); another maker's can have other rolling elements: give its measures where you know them"
  }

  /// All of them: ball bearings, angular contact bearings, cylindrical roller bearings, and those of public data sets.
  public static let all: [CatalogueBearing] =
    ofDataSets + deepGroove + angularContact + cylindricalRoller
}
