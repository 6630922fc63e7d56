// swift-tools-version: 6.2
import PackageDescription

let yams = Target.Dependency.product(name: "Yams", package: "Yams")

let package = Package(
  name: "apus",
  products: [
    .executable(name: "apus", targets: ["apus"]),
    .library(name: "Determinism", targets: ["Determinism"]),
    .library(name: "TensorCore", targets: ["TensorCore"]),
    .library(name: "NeuralNetworks", targets: ["NeuralNetworks"]),
    .library(name: "Environments", targets: ["Environments"]),
    .library(name: "GymnasiumBridge", targets: ["GymnasiumBridge"]),
    .library(name: "ApusGym", type: .dynamic, targets: ["ApusC"]),
    .library(name: "Agents", targets: ["Agents"]),
    .library(name: "Datasets", targets: ["Datasets"]),
    .library(name: "Transfer", targets: ["Transfer"]),
    .library(name: "Experiments", targets: ["Experiments"]),
    .library(name: "Visualizer", targets: ["Visualizer"]),
  ],
  traits: [
    .trait(name: "SDL", description: "Builds the SDL2 window (needs libsdl2-dev).")
  ],
  dependencies: [
    .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
    .package(url: "https://github.com/jpsim/Yams", from: "6.2.2"),
  ],
  targets: [
    // The C loops, and the two system libraries.
    .target(name: "TensorKernels", exclude: ["README.md"]),
    .target(name: "TensorRuntime", exclude: ["README.md"]),
    .systemLibrary(name: "CSDL2"),
    .systemLibrary(name: "CZlib"),

    // The house, from the ground up. An arrow that is not here does not exist.
    .target(name: "Determinism", exclude: ["README.md"]),
    .target(name: "Documents", dependencies: [yams], exclude: ["README.md"]),
    .target(
      name: "TensorCore", dependencies: ["TensorKernels", "TensorRuntime", "Determinism"],
      exclude: ["README.md"]),
    .target(
      name: "NeuralNetworks",
      dependencies: ["TensorCore", "TensorKernels", "Determinism", "Documents"],
      exclude: ["README.md"]),
    .target(
      name: "Environments", dependencies: ["Determinism", "Documents"], exclude: ["README.md"],
      resources: [.embedInCode("Definitions")]),
    .target(
      name: "GymnasiumBridge", dependencies: ["Environments", "Determinism", "Documents"],
      exclude: ["README.md"], resources: [.embedInCode("Worker")]),
    .target(
      name: "ApusC", dependencies: ["Environments", "Determinism", "Documents"],
      exclude: ["README.md", "apus.h"]),
    .target(
      name: "Agents",
      dependencies: [
        "NeuralNetworks", "TensorCore", "TensorKernels", "Environments", "Determinism", "Documents",
      ],
      exclude: ["README.md"]),
    .target(
      name: "Datasets",
      dependencies: ["TensorCore", "TensorKernels", "Determinism", "Documents", "CZlib"],
      exclude: ["README.md"], resources: [.embedInCode("Definitions")]),
    .target(
      name: "Transfer",
      dependencies: [
        "Agents", "Datasets", "NeuralNetworks", "TensorCore", "Environments", "Determinism",
        "Documents",
      ],
      exclude: ["README.md"]),
    .target(
      name: "Experiments",
      dependencies: [
        "Agents", "Transfer", "Datasets", "NeuralNetworks", "TensorCore", "Environments",
        "Determinism", "Documents",
      ],
      exclude: ["README.md"]),
    .target(
      name: "Visualizer",
      dependencies: [
        "Environments", "Documents",
        .target(name: "CSDL2", condition: .when(traits: ["SDL"])),
      ],
      exclude: ["README.md"]),
    .executableTarget(
      name: "apus",
      dependencies: [
        "Experiments", "Transfer", "Agents", "Datasets", "NeuralNetworks", "TensorCore",
        "Environments", "GymnasiumBridge", "Determinism", "Documents", "Visualizer",
        .product(name: "ArgumentParser", package: "swift-argument-parser"),
      ],
      exclude: ["README.md"]),

    // Tests mirror the sources.
    .target(
      name: "TestSupport", dependencies: ["TensorCore", "Determinism"], path: "Tests/TestSupport"),
    .testTarget(name: "TensorKernelsTests", dependencies: ["TensorKernels", "TestSupport"]),
    .testTarget(name: "DeterminismTests", dependencies: ["Determinism"], exclude: ["Reference"]),
    .testTarget(name: "DocumentsTests", dependencies: ["Documents"]),
    .testTarget(
      name: "TensorCoreTests", dependencies: ["TensorCore", "Determinism", "TestSupport"],
      exclude: ["Reference"]),
    .testTarget(
      name: "NeuralNetworksTests",
      dependencies: ["NeuralNetworks", "TensorCore", "Determinism", "Documents", "TestSupport"],
      exclude: ["Reference"]),
    .testTarget(
      name: "EnvironmentsTests",
      dependencies: ["Environments", "Determinism", "Documents", "CZlib"], exclude: ["Reference"]),
    .testTarget(
      name: "GymnasiumBridgeTests",
      dependencies: ["GymnasiumBridge", "Environments", "Determinism", "Documents"]),
    .testTarget(
      name: "AgentsTests",
      dependencies: [
        "Agents", "NeuralNetworks", "TensorCore", "Environments", "Determinism", "Documents",
        "TestSupport",
      ]),
    .testTarget(
      name: "DatasetsTests",
      dependencies: ["Datasets", "TensorCore", "Determinism", "Documents", "TestSupport"]),
    .testTarget(
      name: "TransferTests",
      dependencies: [
        "Transfer", "Datasets", "Agents", "NeuralNetworks", "TensorCore", "Environments",
        "Determinism", "Documents", "TestSupport",
      ], exclude: ["Reference"]),
    .testTarget(
      name: "ExperimentsTests",
      dependencies: [
        "Experiments", "Transfer", "Agents", "Datasets", "NeuralNetworks", "TensorCore",
        "Environments", "Determinism", "Documents", "TestSupport",
      ], exclude: ["Reference"]),
    .testTarget(
      name: "VisualizerTests",
      dependencies: ["Visualizer", "Environments", "Determinism", "CZlib"], exclude: ["Reference"]),
    .testTarget(
      name: "ApusTests",
      dependencies: [
        "apus", "Experiments", "Agents", "NeuralNetworks", "TensorCore", "Environments",
        "Determinism", "Documents", "Visualizer",
      ],
      exclude: ["Reference"]),
  ],
  swiftLanguageModes: [.v6]
)
