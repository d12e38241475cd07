// swift-tools-version: 6.2

import PackageDescription

let package = Package(
  name: "train-from-code",
  platforms: [.macOS(.v15)],
  dependencies: [.package(name: "faultdx", path: "../..", traits: [])],
  targets: [
    .executableTarget(
      name: "train-from-code",
      dependencies: [
        .product(name: "FaultDX", package: "faultdx"),
        .product(name: "FaultDXTraining", package: "faultdx"),
        .product(name: "FaultDXEvaluation", package: "faultdx"),
        .product(name: "FaultDXSimulation", package: "faultdx"),
      ],
      path: "Sources")
  ]
)
