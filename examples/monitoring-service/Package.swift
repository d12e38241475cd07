// swift-tools-version: 6.2

import PackageDescription

let package = Package(
  name: "monitoring-service",
  platforms: [.macOS(.v15)],
  dependencies: [.package(name: "faultdx", path: "../..", traits: [])],
  targets: [
    .executableTarget(
      name: "monitoring-service",
      dependencies: [.product(name: "FaultDX", package: "faultdx")],
      path: "Sources")
  ]
)
