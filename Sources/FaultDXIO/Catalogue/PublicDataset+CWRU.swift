extension PublicDataset {
  private static let driveEndBearing = Bearing(
    name: "SKF 6205-2RS JEM (drive end)", elements: 9, elementDiameter: 0.3126,
    pitchDiameter: 1.537, unit: "in")
  private static let fanEndBearing = Bearing(
    name: "SKF 6203-2RS JEM (fan end)", elements: 8, elementDiameter: 0.2656,
    pitchDiameter: 1.122, unit: "in")
  private static let speeds = [1797.0, 1772, 1750, 1730]

  /// Faults of one kind, size and place, recorded at the loads from 0 HP on; 0 for a load without a file.
  private struct Series {
    let kind: String
    let size: Int
    var position = ""
    let files: [Int]
  }

  private static func faults(
    _ series: [Series], rate: Double, end: String
  ) -> [File] {
    series.flatMap { series in
      series.files.enumerated().compactMap { load, number in
        guard number != 0 else { return nil }
        let size = (series.size < 10 ? "00" : "0") + String(series.size)
        return File(
          path: "\(number).mat", label: series.kind, rate: rate,
          group: "\(end)_\(series.kind)_\(size)", speed: speeds[load], load: String(load),
          variable: "_\(end)_time",
          others: ["0.\(size)", series.position, "\(series.kind)_\(size)", bearingNumber(end)],
          checksum: nil)
      }
    }
  }

  /// The baselines, which go with every set.
  private static func baselines(_ end: String) -> [File] {
    (0..<4).map { load in
      // 99.mat holds the signal of 98.mat too, so the name is given in full.
      let variable = "X\(load == 3 ? "" : "0")\(97 + load)_\(end)_time"
      return File(
        path: "\(97 + load).mat", label: "normal", rate: 48_000, group: "\(end)_normal",
        speed: speeds[load], load: String(load), variable: variable,
        others: ["", "", "normal", bearingNumber(end)], checksum: nil)
    }
  }

  /// Of the bearing at that end of the motor.
  private static func bearingNumber(_ end: String) -> String { end == "DE" ? "6205" : "6203" }

  private static func cwru(
    _ name: String, _ what: String, _ end: String, rate: Double, bearing: Bearing,
    _ series: [Series],
    traps: [String] = []
  ) -> PublicDataset {
    PublicDataset(
      name: name,
      title: "Case Western Reserve University Bearing Data Center, \(what), and baselines",
      page: "https://engineering.case.edu/bearingdatacenter",
      source: "https://engineering.case.edu/sites/default/files/", packing: .files,
      terms:
        "public; no licence stated; cite the Case Western Reserve University Bearing Data Center",
      loadUnit: "HP", bearings: [bearing],
      traps: [
        "the baselines show mains harmonics at 0.0075 and 0.0150 cycles per sample, which are 360 and 720 Hz "
          + "at 48 kHz alone: that is their rate here",
        "each kind and size of fault is one physical bearing at several loads, and the normal class is one "
          + "bearing in all: a split that keeps groups together cannot test the normal class",
      ] + traps,
      columns: ["fault_size", "position", "class", "bearing_number"],
      files: baselines(end) + faults(series, rate: rate, end: end))
  }

  static let cwru12kDriveEnd = cwru(
    "cwru-12k-drive-end", "drive-end faults at 12 kHz", "DE", rate: 12_000,
    bearing: driveEndBearing,
    [
      Series(kind: "inner_race", size: 7, files: [105, 106, 107, 108]),
      Series(kind: "ball", size: 7, files: [118, 119, 120, 121]),
      Series(kind: "outer_race", size: 7, position: "6", files: [130, 131, 132, 133]),
      Series(kind: "outer_race", size: 7, position: "3", files: [144, 145, 146, 147]),
      Series(kind: "outer_race", size: 7, position: "12", files: [156, 158, 159, 160]),
      Series(kind: "inner_race", size: 14, files: [169, 170, 171, 172]),
      Series(kind: "ball", size: 14, files: [185, 186, 187, 188]),
      Series(kind: "outer_race", size: 14, position: "6", files: [197, 198, 199, 200]),
      Series(kind: "inner_race", size: 21, files: [209, 210, 211, 212]),
      Series(kind: "ball", size: 21, files: [222, 223, 224, 225]),
      Series(kind: "outer_race", size: 21, position: "6", files: [234, 235, 236, 237]),
      Series(kind: "outer_race", size: 21, position: "3", files: [246, 247, 248, 249]),
      Series(kind: "outer_race", size: 21, position: "12", files: [258, 259, 260, 261]),
      Series(kind: "inner_race", size: 28, files: [3001, 3002, 3003, 3004]),
      Series(kind: "ball", size: 28, files: [3005, 3006, 3007, 3008]),
    ],
    traps: ["the faults of 0.028 in are in bearings of another make (NTN)"])

  static let cwru12kFanEnd = cwru(
    "cwru-12k-fan-end", "fan-end faults at 12 kHz", "FE", rate: 12_000, bearing: fanEndBearing,
    [
      Series(kind: "inner_race", size: 7, files: [278, 279, 280, 281]),
      Series(kind: "ball", size: 7, files: [282, 283, 284, 285]),
      Series(kind: "outer_race", size: 7, position: "6", files: [294, 295, 296, 297]),
      Series(kind: "outer_race", size: 7, position: "3", files: [298, 299, 300, 301]),
      Series(kind: "outer_race", size: 7, position: "12", files: [302, 305, 306, 307]),
      Series(kind: "inner_race", size: 14, files: [274, 275, 276, 277]),
      Series(kind: "ball", size: 14, files: [286, 287, 288, 289]),
      Series(kind: "outer_race", size: 14, position: "6", files: [313]),
      Series(kind: "outer_race", size: 14, position: "3", files: [310, 309, 311, 312]),
      Series(kind: "inner_race", size: 21, files: [270, 271, 272, 273]),
      Series(kind: "ball", size: 21, files: [290, 291, 292, 293]),
      Series(kind: "outer_race", size: 21, position: "6", files: [315]),
      Series(kind: "outer_race", size: 21, position: "3", files: [0, 316, 317, 318]),
    ],
    traps: [
      "faults of the outer race larger than 0.007 in are at six o'clock at 0 HP and at three o'clock at other "
        + "loads: there the load and the place cannot be told apart"
    ])

  static let cwru48kDriveEnd = cwru(
    "cwru-48k-drive-end", "drive-end faults at 48 kHz", "DE", rate: 48_000,
    bearing: driveEndBearing,
    [
      Series(kind: "inner_race", size: 7, files: [109, 110, 111, 112]),
      Series(kind: "ball", size: 7, files: [122, 123, 124, 125]),
      Series(kind: "outer_race", size: 7, position: "6", files: [135, 136, 137, 138]),
      Series(kind: "outer_race", size: 7, position: "3", files: [148, 149, 150, 151]),
      Series(kind: "outer_race", size: 7, position: "12", files: [161, 162, 163, 164]),
      Series(kind: "inner_race", size: 14, files: [174, 175, 176, 177]),
      Series(kind: "ball", size: 14, files: [189, 190, 191, 192]),
      Series(kind: "outer_race", size: 14, position: "6", files: [201, 202, 203, 204]),
      Series(kind: "inner_race", size: 21, files: [213, 214, 215, 217]),
      Series(kind: "ball", size: 21, files: [226, 227, 228, 229]),
      Series(kind: "outer_race", size: 21, position: "6", files: [238, 239, 240, 241]),
      Series(kind: "outer_race", size: 21, position: "3", files: [250, 251, 252, 253]),
      Series(kind: "outer_race", size: 21, position: "12", files: [262, 263, 264, 265]),
    ],
    traps: [
      "the names of variables do not follow the names of files everywhere (174.mat holds X173)"
    ])
}
