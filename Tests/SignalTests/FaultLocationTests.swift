import FaultDXSignal
import Testing

@Test(arguments: [
  ("inner_race", FaultLocation.innerRace), ("IR", .innerRace), ("IR007_0", .innerRace),
  ("innerRace", .innerRace), ("Inner ring, 0.014 in", .innerRace), ("Innenring", .innerRace),
  ("outer_race_021", .outerRace), ("OR014@6_1", .outerRace), ("Außenring", .outerRace),
  ("OUTER", .outerRace), ("ball", .rollingElement), ("B007", .rollingElement),
  ("ball_014", .rollingElement), ("rolling element", .rollingElement), ("roller", .rollingElement),
  ("cage", .cage), ("Käfig", .cage), ("normal", .sound), ("Normal_0_97", .sound),
  ("healthy", .sound), ("no fault", .sound), ("fault-free", .sound), ("noFault", .sound),
])
func `a class that names a place of a bearing is mapped to it`(
  label: String, place: FaultLocation
) { #expect(FaultLocation(label: label) == place) }

@Test(arguments: [
  "", "f0", "K001", "both_races", "inner_outer", "abnormal", "not normal", "non-normal", "fault",
  "gear_normal_ball", "imbalance", "b", "A", "phase A 10 %", "1", "no signal", "orbit", "ireland",
  "inner race and ball", "stator inner",
])
func `a class that names none, or more than one, is not guessed`(label: String) {
  #expect(FaultLocation(label: label) == nil)
}
