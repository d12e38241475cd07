// swift-tools-version: 6.2

import PackageDescription

/// Settings of every Swift target: Swift 6 mode comes with the tools version; the rest keeps imports and
/// existentials explicit and lets no warning pass.
let strict: [SwiftSetting] = [
  .enableUpcomingFeature("ExistentialAny"),
  .enableUpcomingFeature("InternalImportsByDefault"),
  .enableUpcomingFeature("MemberImportVisibility"),
  .treatAllWarnings(as: .error),
]

/// What only the command needs.
///
/// The trait is on by default; an embedder who writes `traits: []` resolves
/// no package but this one.
let commandOnly: TargetDependencyCondition? = .when(traits: ["CommandLine"])

/// The C library for sound files, which a service that takes bytes of strangers leaves out with `traits: []`.
let soundFiles: TargetDependencyCondition? = .when(traits: ["SoundFiles"])

let package = Package(
  name: "faultdx",
  platforms: [.macOS(.v15)],
  products: [
    .library(name: "FaultDX", targets: ["FaultDX"]),
    .library(name: "FaultDXTraining", targets: ["FaultDXTraining"]),
    .library(name: "FaultDXEvaluation", targets: ["FaultDXEvaluation"]),
    .library(name: "FaultDXReport", targets: ["FaultDXReport"]),
    .library(name: "FaultDXIO", targets: ["FaultDXIO"]),
    .library(name: "FaultDXSimulation", targets: ["FaultDXSimulation"]),
    .library(name: "faultdx-c", type: .dynamic, targets: ["FaultDXC"]),
    .executable(name: "faultdx", targets: ["FaultDXCommand"]),
  ],
  traits: [
    .trait(name: "CommandLine", description: "The `faultdx` command and what it is built on."),
    .trait(
      name: "SoundFiles",
      description: "Reading WAV, FLAC, AIFF, RF64, W64 and CAF with libsndfile in FaultDXIO."),
    .default(enabledTraits: ["CommandLine", "SoundFiles"]),
  ],
  dependencies: [
    .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.0"),
    .package(url: "https://github.com/apple/swift-crypto", from: "4.5.0"),
  ],
  targets: [
    // Leaves.
    .target(
      name: "CFaultDXKernels", linkerSettings: [.linkedLibrary("m", .when(platforms: [.linux]))]),
    .target(name: "FaultDXStorage", swiftSettings: strict),
    .target(name: "FaultDXSignal", swiftSettings: strict),
    .systemLibrary(
      name: "CSndFile", pkgConfig: "sndfile",
      providers: [.apt(["libsndfile1-dev"]), .brew(["libsndfile"])]),

    // Inference: all that the product `FaultDX` pulls in.
    .target(name: "FaultDXTensor", dependencies: ["CFaultDXKernels"], swiftSettings: strict),
    .target(
      name: "FaultDXNN", dependencies: ["FaultDXTensor", "FaultDXStorage"], swiftSettings: strict),
    .target(
      name: "FaultDX",
      dependencies: ["FaultDXNN", "FaultDXTensor", "FaultDXSignal", "FaultDXStorage"],
      swiftSettings: strict),

    // The same for programs in other languages: a C header, and what stands behind it.
    .target(name: "CFaultDXInterface"),
    .target(
      name: "FaultDXC", dependencies: ["CFaultDXInterface", "FaultDX"], swiftSettings: strict),

    // Beside it.
    .target(
      name: "FaultDXEvaluation", dependencies: ["FaultDXSignal", "FaultDXStorage"],
      swiftSettings: strict),
    .target(
      name: "FaultDXTraining",
      dependencies: [
        "FaultDXNN", "FaultDXTensor", "FaultDXStorage", "FaultDXEvaluation", "FaultDXSignal",
      ],
      swiftSettings: strict),
    .target(
      name: "FaultDXReport",
      dependencies: ["FaultDX", "FaultDXEvaluation", "FaultDXSignal", "FaultDXStorage"],
      swiftSettings: strict),
    .target(
      name: "FaultDXIO",
      dependencies: [
        "FaultDXSignal", "FaultDXStorage", .target(name: "CSndFile", condition: soundFiles),
      ],
      swiftSettings: strict),
    .target(
      name: "FaultDXSimulation",
      dependencies: ["FaultDXSignal", "FaultDXStorage", "FaultDXEvaluation"],
      swiftSettings: strict),
    .executableTarget(
      name: "FaultDXCommand",
      dependencies: [
        "FaultDX", "FaultDXTraining", "FaultDXEvaluation", "FaultDXIO", "FaultDXSimulation",
        "FaultDXReport", "FaultDXNN", "FaultDXTensor", "FaultDXSignal", "FaultDXStorage",
        .product(
          name: "ArgumentParser", package: "swift-argument-parser", condition: commandOnly),
        .product(name: "Crypto", package: "swift-crypto", condition: commandOnly),
      ],
      swiftSettings: strict),

    // Tests.
    .target(
      name: "FaultDXTestSupport", dependencies: ["FaultDXStorage"],
      path: "Tests/FaultDXTestSupport", swiftSettings: strict),
  ]
    + tests("KernelTests", of: ["FaultDXTensor"])
    + tests("StorageTests", of: [])
    + tests("SignalTests", of: ["FaultDXSignal"])
    + tests("NNTests", of: ["FaultDXNN", "FaultDXTensor", "FaultDXTraining"])
    + tests(
      "TrainingTests", of: ["FaultDXTraining", "FaultDXNN", "FaultDXTensor", "FaultDXSignal"])
    + tests("EvaluationTests", of: ["FaultDXEvaluation", "FaultDXSignal", "FaultDXSimulation"])
    + tests("IOTests", of: ["FaultDXIO", "FaultDXSignal"])
    + tests("SimulationTests", of: ["FaultDXSimulation", "FaultDXIO", "FaultDXSignal"])
    + tests(
      "DiagnosisTests",
      of: [
        "FaultDX", "FaultDXNN", "FaultDXTensor", "FaultDXSignal", "FaultDXIO", "FaultDXSimulation",
      ])
    + tests("ReportTests", of: ["FaultDXReport", "FaultDX", "FaultDXEvaluation", "FaultDXSignal"])
    + tests("CInterfaceTests", of: ["FaultDXC", "FaultDX"])
    + tests("CommandTests", of: ["FaultDXCommand"])
)

/// A test target; none where `FAULTDX_TEST_TARGETS` names the ones that are wanted and it is not among them, so
/// that a part can be built optimised without the rest (`scripts/test`).
func tests(_ name: String, of targets: [Target.Dependency]) -> [Target] {
  let wanted = Context.environment["FAULTDX_TEST_TARGETS"]?.split(separator: " ").map(String.init)
  if let wanted, !wanted.contains(name) { return [] }
  return [
    .testTarget(
      name: name, dependencies: targets + ["FaultDXTestSupport", "FaultDXStorage"],
      swiftSettings: strict)
  ]
}
