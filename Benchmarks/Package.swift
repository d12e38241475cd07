// swift-tools-version: 6.2

import PackageDescription

/// The benchmarks time the kernels themselves, which the library keeps to itself (`package` access).
///
/// SwiftPM names a package after its folder; taking the same name instead of its own lets this one in. Only a root package may
/// do that.
let folder = Context.packageDirectory.split(separator: "/").dropLast().last ?? "faultdx"
let packageName = String(folder.lowercased().map { $0.isLetter || $0.isNumber ? $0 : "_" })
let insider: [SwiftSetting] = [.unsafeFlags(["-package-name", packageName])]
let library: Target.Dependency = .product(name: "FaultDX", package: "faultdx")

// Its own manifest, so that users of the library never see what measuring needs.
let package = Package(
  name: "benchmarks",
  platforms: [.macOS(.v15)],
  dependencies: [.package(name: "faultdx", path: "..", traits: ["SoundFiles"])],
  targets: [
    .target(
      name: "BenchmarkSupport", dependencies: [library], packageAccess: false,
      swiftSettings: insider),
    .executableTarget(
      name: "convolutions", dependencies: [library, "BenchmarkSupport"], packageAccess: false,
      swiftSettings: insider),
    // Takes the place of `malloc` in whatever links it.
    .target(name: "AllocationCounter"),
    .executableTarget(
      name: "inference", dependencies: [library, "BenchmarkSupport", "AllocationCounter"],
      packageAccess: false,
      swiftSettings: insider),
    .executableTarget(
      name: "sensors", dependencies: [library, "BenchmarkSupport", "AllocationCounter"],
      packageAccess: false, swiftSettings: insider),
    .executableTarget(
      name: "growth", dependencies: [library, "BenchmarkSupport"], packageAccess: false,
      swiftSettings: insider),
    .executableTarget(
      name: "training",
      dependencies: [
        library, "BenchmarkSupport", .product(name: "FaultDXTraining", package: "faultdx"),
      ],
      packageAccess: false, swiftSettings: insider),
    .executableTarget(
      name: "loading",
      dependencies: ["BenchmarkSupport", .product(name: "FaultDXIO", package: "faultdx")],
      packageAccess: false, swiftSettings: insider),
    .executableTarget(
      name: "peer",
      dependencies: [
        library, "BenchmarkSupport", .product(name: "FaultDXTraining", package: "faultdx"),
        .product(name: "FaultDXIO", package: "faultdx"),
      ],
      packageAccess: false, swiftSettings: insider),
  ]
)
