/// A data set that others publish: which of its files holds what, where it is to be had and on what terms.
///
/// Nothing of the data is part of this package.
public struct PublicDataset: Sendable {
  /// One file of the set.
  public struct File: Sendable, Equatable {
    /// Its path below the folder of the set.
    public var path: String
    /// The class.
    public var label: String
    /// Frames per second in Hz.
    public var rate: Double
    /// The physical bearing.
    public var group: String
    /// The nominal speed of the shaft in revolutions a minute.
    public var speed: Double
    /// The load, in the set's own unit.
    public var load: String
    /// The variable of the MATLAB file: a name, a path or the end of either.
    public var variable: String
    /// What else is known, by the names in ``PublicDataset/columns``.
    public var others: [String]
    /// SHA-256 of the file in hexadecimal, where it is known.
    public var checksum: String?
  }

  /// A ball or roller bearing: what its fault frequencies follow from.
  public struct Bearing: Sendable, Equatable {
    /// Its type.
    public var name: String
    /// Balls or rollers.
    public var elements: Int
    /// Diameter of a ball or roller.
    public var elementDiameter: Double
    /// Diameter of the circle that their centres run on.
    public var pitchDiameter: Double
    /// The unit of both diameters.
    public var unit: String

    /// Rates of outer race, inner race, cage and ball (BPFO, BPFI, FTF, BSF), in turns of the shaft; contact angle 0.
    public var orders: (outerRace: Double, innerRace: Double, cage: Double, ball: Double) {
      let ratio = elementDiameter / pitchDiameter
      let half = Double(elements) / 2
      return (
        half * (1 - ratio), half * (1 + ratio), (1 - ratio) / 2,
        (1 - ratio * ratio) / (2 * ratio)
      )
    }
  }

  /// How the files travel.
  public enum Packing: Sendable, Equatable {
    /// Each by itself.
    case files
    /// All in one ZIP archive of this name.
    case zip(String)
    /// In archives of these names that others unpack (RAR).
    case archives([String])
  }

  /// What commands call it, and its manifest.
  public var name: String
  /// What it is, in a line.
  public var title: String
  /// The page that describes it.
  public var page: String
  /// Where its files or archives lie.
  public var source: String
  /// How they travel.
  public var packing: Packing
  /// Licence or terms.
  public var terms: String
  /// What the loads are given in.
  public var loadUnit: String
  /// The bearings.
  public var bearings: [Bearing]
  /// What one has to know before one trusts a number on it.
  public var traps: [String]
  /// The names of further columns.
  public var columns: [String]
  /// The files.
  public var files: [File]

  /// All that are known.
  public static let all: [PublicDataset] = [
    .cwru12kDriveEnd, .cwru12kFanEnd, .cwru48kDriveEnd, .mfpt, .paderborn,
  ]

  /// What is fetched: the names below ``source``.
  public var downloads: [String] {
    switch packing {
    case .files: files.map(\.path)
    case .zip(let name): [name]
    case .archives(let names): names
    }
  }

  /// The manifest: `file,label,rate,group,speed_rpm,load,variable` and the set's own columns.
  public var manifest: String {
    var lines = [
      "# \(title)", "# Not the data: which file holds what. See README.md beside this file.",
    ]
    lines.append(
      (["file", "label", "rate", "group", "speed_rpm", "load", "variable"] + columns)
        .joined(separator: ","))
    for file in files {
      let known = [
        file.path, file.label, file.rate.plain, file.group, file.speed.plain, file.load,
        file.variable,
      ]
      lines.append((known + file.others).joined(separator: ","))
    }
    return lines.joined(separator: "\n") + "\n"
  }
}
