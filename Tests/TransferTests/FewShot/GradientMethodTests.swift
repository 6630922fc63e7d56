import Datasets
import Determinism
import Documents
import NeuralNetworks
import TensorCore
import Testing
import Transfer

/// What a configuration makes of the methods that adapt by gradients.
@Suite struct GradientMethodTests {
  private static let methods: [FewShotConfiguration.Method] = [.maml, .fomaml, .anil, .reptile]

  private func configuration(
    _ method: FewShotConfiguration.Method,
    _ change: (inout FewShotConfiguration) -> Void = { _ in }
  ) throws -> FewShotConfiguration {
    var configuration = try FewShotConfiguration.recommended(
      for: DatasetRegistry.definition("digits"), method: method)
    change(&configuration)
    return configuration
  }

  @Test func theDefaultsAreThoseOfThePapers() throws {
    let omniglot = try DatasetRegistry.definition("omniglot")
    for method in Self.methods {
      let found = try FewShotConfiguration.recommended(for: omniglot, method: method)
      try found.validate(for: omniglot)
      #expect(found.ways == 5 && found.validationWays == 5 && found.transductive)
      let network = try #require(try found.networkSpecification(for: omniglot))
      #expect(network.outputShape == [5])
      // 3 × 3 × 64 + 3 of 64 × 64 × 9, biases, γ and β; 64 → 5.
      #expect(network.parameterCount == 576 + 3 * 36_864 + 4 * 3 * 64 + 325)
    }
    let maml = try FewShotConfiguration.recommended(for: omniglot, method: .maml)
    #expect(maml.innerRate == 0.4 && maml.innerSteps == 1 && maml.evaluationSteps == 3)
    #expect(maml.episodesPerUpdate == 32 && maml.learningRate == 1e-3 && maml.queries == 1)
  }

  @Test func eachMethodIsMadeWithItsSettings() throws {
    var random = RandomStream(seed: 1)
    let digits = try DatasetRegistry.definition("digits")
    for method in Self.methods {
      let configuration = try configuration(method) {
        $0.innerRate = 0.25
        $0.transductive = false
      }
      let network = try #require(try configuration.networkSpecification(for: digits))
        .makeNetwork(using: &random)
      switch configuration.makeMethod(network: network) {
      case let made as MAML:
        #expect(method != .reptile && made.settings.innerRate == 0.25 && !made.isTransductive)
        #expect(made.settings.order == (method == .fomaml ? .first : .second))
        #expect(made.settings.adapts == (method == .anil ? .head : .all))
      case let made as Reptile:
        #expect(method == .reptile && made.settings.innerRate == 0.25 && !made.isTransductive)
      case let made: Issue.record("\(method.rawValue) made \(made)")
      }
    }
  }

  @Test func combinationsThatCannotWorkNameBothKeys() throws {
    let digits = try DatasetRegistry.definition("digits")
    for (change, words) in [
      ({ $0.validationWays = 3 }, ["validationWays", "ways"]),
      ({ $0.innerOptimizer = .adam }, ["innerOptimizer", "method"]),
    ] as [((inout FewShotConfiguration) -> Void, [String])] {
      let error = #expect(throws: InputError.self) {
        try configuration(.maml, change).validate(for: digits)
      }
      let text = try #require(error).description
      #expect(words.allSatisfy { text.contains($0) } && text.contains("set "), "\(text)")
    }
  }

  @Test func aHeadOfFiveIsNotTestedWithTwenty() throws {
    for method in FewShotConfiguration.Method.allCases {
      let configuration = FewShotConfiguration(method: method)
      if Self.methods.contains(method) {
        try configuration.requireWays(5)
        let error = #expect(throws: InputError.self) { try configuration.requireWays(20) }
        #expect("\(try #require(error))".contains("--set ways=20"))
      } else {
        try configuration.requireWays(20)
      }
    }
  }

  /// Three updates on the digits that come with the program, with a pause after `pause` of them.
  private func trained(_ method: FewShotConfiguration.Method, pause: Int) throws -> SafeTensors {
    let digits = try DatasetRegistry.definition("digits")
    let configuration = try configuration(method) {
      $0.channels = [8, 8]
      $0.updates = 3
      $0.episodesPerUpdate = 2
      $0.shots = 2
      $0.validationInterval = 2
      $0.validationEpisodes = 2
    }
    func training() throws -> FewShotTraining {
      try FewShotTraining(
        configuration: configuration, definition: digits,
        data: try digits.load(from: nil, orElse: nil), random: RandomStream(seed: 1))
    }
    var first = try training()
    try first.train(until: pause)
    var second = try training()
    try second.restore(SafeTensors(bytes: first.checkpoint().serialized()))
    try second.train()
    return try second.checkpoint()
  }

  @Test(arguments: GradientMethodTests.methods)
  func savedAndRestoredItEndsInTheSameBytes(method: FewShotConfiguration.Method) throws {
    let whole = try trained(method, pause: 0).serialized()
    for pause in [1, 2, 3] { #expect(try trained(method, pause: pause).serialized() == whole) }
  }
}
