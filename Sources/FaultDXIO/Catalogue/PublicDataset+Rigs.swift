extension PublicDataset {
  /// The bearing test rig of the Machinery Failure Prevention Technology society; its real-world examples
  /// have no stated fault and are left out.
  static let mfpt: PublicDataset = {
    func files(
      _ folder: String, _ stem: String, _ label: String, rate: Double, loads: [Int]
    ) -> [File] {
      loads.enumerated().map { index, load in
        File(
          path: "MFPT Fault Data Sets/\(folder)/\(stem)_\(index + 1).mat", label: label, rate: rate,
          group: "MFPT_\(label)", speed: 1500, load: String(load), variable: "bearing.gs",
          others: [], checksum: nil)
      }
    }
    return PublicDataset(
      name: "mfpt",
      title: "MFPT Condition Based Maintenance Fault Database, bearing test rig",
      page: "https://www.mfpt.org/fault-data-sets/",
      source: "https://www.mfpt.org/wp-content/uploads/2020/02/",
      packing: .zip("MFPT-Fault-Data-Sets-20200227T131140Z-001.zip"),
      terms:
        "freely distributed by the MFPT society for research; no licence stated; cite E. Bechhoefer, 2013",
      loadUnit: "lbf",
      bearings: [
        Bearing(
          name: "NICE", elements: 8, elementDiameter: 0.235, pitchDiameter: 1.245, unit: "in")
      ],
      traps: [
        "the baselines are sampled at 97656 Hz and all inner-race faults at 48828 Hz: the rate alone tells "
          + "them apart unless everything is brought to one",
        "the baselines are at 270 lbf alone: the load tells them apart too",
        "how many bearings were used is not said; one a class is assumed, so no split by bearing is possible",
        "copies from before 2013 say 50 Hz for a shaft that turned at 25 Hz",
      ],
      columns: [],
      files: files(
        "1 - Three Baseline Conditions", "baseline", "normal", rate: 97_656, loads: [270, 270, 270])
        + files(
          "2 - Three Outer Race Fault Conditions", "OuterRaceFault", "outer_race", rate: 97_656,
          loads: [270, 270, 270])
        + files(
          "3 - Seven More Outer Race Fault Conditions", "OuterRaceFault_vload", "outer_race",
          rate: 48_828, loads: [25, 50, 100, 150, 200, 250, 300])
        + files(
          "4 - Seven Inner Race Fault Conditions", "InnerRaceFault_vload", "inner_race",
          rate: 48_828, loads: [0, 50, 100, 150, 200, 250, 300]))
  }()

  /// The bearings of the Paderborn University data centre: 32 of them, four conditions, 20 measurements each.
  static let paderborn: PublicDataset = {
    let artificial = "artificial"
    let lifetime = "lifetime"
    let bearings: [(codes: [String], label: String, damage: String)] = [
      (["K001", "K002", "K003", "K004", "K005", "K006"], "normal", "none"),
      (["KA01", "KA03", "KA05", "KA06", "KA07", "KA08", "KA09"], "outer_race", artificial),
      (["KA04", "KA15", "KA16", "KA22", "KA30"], "outer_race", lifetime),
      (["KI01", "KI03", "KI05", "KI07", "KI08"], "inner_race", artificial),
      (["KI04", "KI14", "KI16", "KI17", "KI18", "KI21"], "inner_race", lifetime),
      (["KB23", "KB24", "KB27"], "both_races", lifetime),
    ]
    let conditions: [(name: String, speed: Double, load: String)] = [
      ("N15_M07_F10", 1500, "1000"), ("N09_M07_F10", 900, "1000"), ("N15_M01_F10", 1500, "1000"),
      ("N15_M07_F04", 1500, "400"),
    ]
    var files: [File] = []
    for bearing in bearings {
      for code in bearing.codes {
        for condition in conditions {
          for measurement in 1...20 {
            files.append(
              File(
                path: "\(code)/\(condition.name)_\(code)_\(measurement).mat", label: bearing.label,
                rate: 64_000, group: code, speed: condition.speed, load: condition.load,
                variable: "Y(7).Data", others: [bearing.damage, condition.name], checksum: nil))
          }
        }
      }
    }
    return PublicDataset(
      name: "paderborn",
      title: "Paderborn University KAt Bearing Data Center, vibration of 32 bearings",
      page: "https://mb.uni-paderborn.de/kat/forschung/datacenter/bearing-datacenter",
      source: "http://groups.uni-paderborn.de/kat/BearingDataCenter/",
      packing: .archives(bearings.flatMap(\.codes).map { "\($0).rar" }),
      terms: "CC BY-NC 4.0; cite C. Lessmeier et al., PHM Society European Conference 2016",
      loadUnit: "N, radial",
      bearings: [
        Bearing(
          name: "6203 (IBU, MTK)", elements: 8, elementDiameter: 6.75, pitchDiameter: 29.05,
          unit: "mm"),
        Bearing(
          name: "6203 (FAG)", elements: 8, elementDiameter: 6.75, pitchDiameter: 28.55, unit: "mm"),
      ],
      traps: [
        "a split by measurement or by condition keeps every bearing on both sides: it tells bearings apart, "
          + "not faults; split by group",
        "artificial damage and damage from life tests differ: train on one and test on the other "
          + "(--where damage=artificial)",
        "the archives are RAR: unpack them first, each into its folder",
      ],
      columns: ["damage", "condition"], files: files)
  }()
}
