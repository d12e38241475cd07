// swift-tools-version: 6.2

import PackageDescription

let package = Package(
  name: "quickstart",
  platforms: [.macOS(.v15)],
  // From outside this repository: .package(url: "…/faultdx", from: "0.1.0", traits: ["SoundFiles"])
  dependencies: [.package(name: "faultdx", path: "../..", traits: ["SoundFiles"])],
  targets: [
    .executableTarget(
      name: "quickstart",
      dependencies: [
        .product(name: "FaultDX", package: "faultdx"),
        // Reads the WAV file, with libsndfile. A service that has its samples in memory needs only FaultDX.
        .product(name: "FaultDXIO", package: "faultdx"),
      ],
      path: "Sources")
  ]
)
