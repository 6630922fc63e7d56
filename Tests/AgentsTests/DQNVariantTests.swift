import Agents
import Determinism
import Documents
import Environments
import Foundation
import NeuralNetworks
import TensorCore
import Testing

/// The parts of the family, one by one and together.
enum Variant: String, CaseIterable, Codable, Sendable, CustomTestStringConvertible {
  case dueling, c51, qr, iqn, noisy, munchausen, munchausenQuantiles, munchausenImplicit
  case prioritized, threeSteps, boltzmann, countBonus, ladder, rainbow

  var testDescription: String { rawValue }

  func configure(_ configuration: inout DQNConfiguration) {
    configuration.valueMinimum = -0.5
    configuration.valueMaximum = 1.5
    configuration.quantiles = 8
    switch self {
    case .dueling: configuration.dueling = true
    case .c51: configuration.distribution = .c51
    case .qr: configuration.distribution = .qr
    case .iqn: configuration.distribution = .iqn
    case .noisy:
      configuration.noisy = true
      (configuration.epsilonStart, configuration.epsilonEnd) = (0, 0)
    case .munchausen: configuration.munchausen = true
    case .munchausenQuantiles:
      configuration.munchausen = true
      configuration.distribution = .qr
    case .munchausenImplicit:
      configuration.munchausen = true
      configuration.distribution = .iqn
    case .prioritized: configuration.prioritized = true
    case .threeSteps: configuration.nStep = 3
    case .boltzmann:
      configuration.exploration = .boltzmann
      configuration.temperature = 0.2
      (configuration.epsilonStart, configuration.epsilonEnd) = (0, 0)
    case .countBonus:
      configuration.countBonus = 0.1
      (configuration.epsilonStart, configuration.epsilonEnd) = (0.1, 0.1)
    case .ladder:
      configuration.exploration = .ladder
      configuration.environments = 4
      configuration.epsilonEnd = 0.8
    case .rainbow: configuration = configuration.withRainbowParts
    }
  }
}

/// The values of the chain's places, left and right.
private func chainValues(of network: QNetwork) -> [[Float]] {
  (0..<5).map { place in
    var observation = [Float](repeating: 0, count: 5)
    observation[place] = 1
    return network.values(of: observation)
  }
}

@Suite struct DQNVariantTests {
  static let seeds: [UInt64] = [1, 2, 3]

  static func chain(
    _ variant: Variant, seed: UInt64, configure: (inout DQNConfiguration) -> Void = { _ in }
  ) throws -> Training {
    try Training(Chain(), seed: seed) {
      $0.steps = 4_000
      $0.epsilonEnd = 0.3
      variant.configure(&$0)
      configure(&$0)
    }
  }

  /// Only who carries values over five steps goes right everywhere, a reward of 1, past the 0.1 on
  /// the left.
  ///
  /// A random or untrained policy does not.
  @Test(arguments: Variant.allCases, seeds)
  func everyVariantLearnsTheChain(variant: Variant, seed: UInt64) throws {
    var training = try Self.chain(variant, seed: seed)
    _ = try training.run()
    let values = chainValues(of: training.agent.online)
    #expect(values.allSatisfy { $0[1] > $0[0] }, "\(values)")
  }

  /// Without a bootstrap nobody does.
  @Test(arguments: Variant.allCases)
  func noVariantLearnsTheChainWithoutBootstrap(variant: Variant) throws {
    var training = try Self.chain(variant, seed: 1) { $0.discount = 0 }
    _ = try training.run()
    let values = chainValues(of: training.agent.online)
    #expect(!values.allSatisfy { $0[1] > $0[0] }, "\(values)")
  }

  /// Discount 0.9: 0.9⁴, 0.9³, 0.9², 0.9, 1 by going right, as the mean of what is learned.
  @Test(arguments: [Variant.dueling, .c51, .qr, .iqn, .prioritized], seeds)
  func expectedValuesAreRight(variant: Variant, seed: UInt64) throws {
    var training = try Self.chain(variant, seed: seed)
    _ = try training.run()
    let values = chainValues(of: training.agent.online)
    for (place, truth) in ([0.6561, 0.729, 0.81, 0.9, 1] as [Float]).enumerated() {
      #expect(abs(values[place][1] - truth) < 0.12, "place \(place): \(values)")
    }
  }

  /// The arm that pays 0 or 2 is worth 1, and its distribution has both: quantiles near 0 and 2,
  /// probability at both ends and little between.
  @Test(arguments: [Variant.c51, .qr, .iqn], seeds)
  func distributionsKeepApartWhatMeansConfuse(variant: Variant, seed: UInt64) throws {
    var training = try Training(CoinFlip(), seed: seed) {
      variant.configure(&$0)
      ($0.valueMinimum, $0.valueMaximum, $0.atoms) = (-1, 3, 21)
      $0.steps = 3_000
    }
    _ = try training.run()
    let network = training.agent.online
    #expect(abs(network.values(of: [1])[0] - 1) < 0.3)
    let outputs = withoutGradients { network.outputs(of: Tensor([1], shape: [1, 1])) }
    if variant == .c51 {
      let probabilities = outputs.softmax().scalars
      let middle = probabilities[7...13].reduce(0, +)
      let (low, high) = (probabilities[3...6].reduce(0, +), probabilities[14...17].reduce(0, +))
      #expect(middle < 0.2 && low > 0.3 && high > 0.3, "\(probabilities)")
    } else {
      let quantiles = outputs.scalars.sorted()
      #expect(quantiles[0] < 0.4 && quantiles[quantiles.count - 1] > 1.6, "\(quantiles)")
    }
  }

  /// Munchausen's reward with its sign turned: unlikely actions are paid for.
  @Test func munchausenWithTheWrongSignFails() throws {
    var training = try Self.chain(.munchausen, seed: 1)
    training.agent.learning.munchausen?.weight = -0.9
    _ = try training.run()
    let values = chainValues(of: training.agent.online)
    #expect(!values.allSatisfy { $0[1] > $0[0] && $0[1] < 1.5 }, "\(values)")
  }

  /// The range of the projection is half of the network's.
  @Test func c51WithAnotherRangeThanItsNetworkFails() throws {
    var training = try Self.chain(.c51, seed: 1)
    training.agent.learning.distribution = .categorical(atoms: 51, minimum: -0.5, maximum: 0.5)
    _ = try training.run()
    let values = chainValues(of: training.agent.online)
    #expect(abs(values[2][1] - 0.81) > 0.12 || abs(values[0][1] - 0.6561) > 0.12, "\(values)")
  }
}

// MARK: - Exactness

@Suite struct DQNVariantDeterminismTests {
  static func short(_ variant: Variant) throws -> Training {
    try Training(registered: "catch", seed: 1) {
      $0.steps = 900
      $0.hiddenSizes = [32]
      $0.batchSize = 32
      variant.configure(&$0)
    }
  }

  /// See ``DQNDeterminismTests/goldenHashOfAShortTraining(threads:)``.
  @Test(arguments: [1, 2]) func goldenHashOfEveryVariant(threads: Int) async throws {
    let result = await #expect(
      processExitsWith: .success, observing: [\.standardOutputContent]
    ) { [threads] in
      Parallel.threads = threads
      for variant in Variant.allCases {
        var training = try Self.short(variant)
        _ = try training.run()
        let line = "\(variant.rawValue) \(training.parameterHash.prefix(32))\n"
        FileHandle.standardOutput.write(Data(line.utf8))
      }
    }
    let output = String(decoding: try #require(result).standardOutputContent, as: UTF8.self)
    for line in variantHashes.split(separator: "\n") {
      #expect(output.contains(line), "expected \(line)")
    }
    #expect(variantHashes.split(separator: "\n").count == Variant.allCases.count, "\(output)")
  }

  /// Stopped at several steps and restored into fresh objects, through bytes on their way.
  @Test(arguments: Variant.allCases)
  func interruptedAndRestoredIsTheSame(variant: Variant) throws {
    try Training.expectInterruptionsChangeNothing(
      nextStop: { step in [90, 333, 610].first { $0 > step } ?? 900 },
      fresh: { (try Self.short(variant), nil) })
  }

  @Test(arguments: [
    (Variant.countBonus, "agent.visits"), (.rainbow, "agent.streams"),
    (.prioritized, "agent.metricCounts"),
  ])
  func aDamagedCheckpointIsRefused(variant: Variant, name: String) throws {
    var training = try Self.short(variant)
    _ = try training.run(until: 300)
    try training.expectDamageIsRefused(
      name, damaged: name == "agent.streams" ? nil : { $0.filled(with: 0xA5) },
      isAlwaysNamed: true,
      twin: { try Self.short(variant) })
  }
}

/// The beginning of each hash; see ``DQNDeterminismTests/goldenHashOfAShortTraining(threads:)``.
private let variantHashes = """
  dueling 40103ae297b47ad8bb0ea42b0d5b19c6
  c51 601f7b3d8748437ac45dc36641a18b02
  qr 2718a84ec5380b915465c0b153ce8066
  iqn 0c801db208e7d69ae4c211285b680d5d
  noisy 9a5a1f882319bca93d64a85fc73fe277
  munchausen 3efff719c56af32ec1ceedb6442f3985
  munchausenQuantiles 77a12da7d82f1d2b95717c090ed7d068
  munchausenImplicit a748d230403c1395f41b2a121752e3fa
  prioritized 5b8bca9862fad7cc405fb2b0bd125fd2
  threeSteps 7e9d37f5bba6534e0522d07186dc2a6f
  boltzmann 0def6e590064c78fe81b6e1f99c7881f
  countBonus e2ccecd5ec8c4334e7b25dcc2b57afe4
  ladder 9cd1958ff86a42ff616e1a98091fce4d
  rainbow 31a623850ea9b95bf5de9e2993e63601
  """
