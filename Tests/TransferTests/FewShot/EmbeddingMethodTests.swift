import Determinism
import Foundation
import NeuralNetworks
import TensorCore
import Testing
import Transfer

/// Losses, gradients and answers beside PyTorch's (`Reference/make_fewshot.py`) and tables by hand.
@Suite struct EmbeddingMethodTests {
  private struct Reference: Decodable {
    let loss: Double
    let gradients: [[Double]]
    let probabilities: [Double]
  }

  private static func numbers(_ salt: Int, _ shape: Shape) -> Tensor {
    Tensor(
      (0..<shape.count).map { Float(Double((7919 * $0 + 104_729 * salt) % 1009) / 1009 - 0.5) },
      shape: shape)
  }

  private func makeNetwork() throws -> Sequential {
    var random = RandomStream(seed: 1)
    let network = try NetworkSpecification.embedding(inputShape: [1, 8, 8], channels: [3, 4])
      .makeNetwork(using: &random)
    for (salt, parameter) in network.parameters.enumerated() {
      parameter.value = Self.numbers(salt, parameter.shape)
    }
    return network
  }

  @Test(arguments: [FewShotConfiguration.Method.prototypical, .matching])
  func lossGradientsAndAnswersArePyTorchs(kind: FewShotConfiguration.Method) throws {
    let path = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
      .deletingLastPathComponent().appendingPathComponent("Reference/fewshot.json")
    let all = try JSONDecoder().decode(
      [String: Reference].self, from: Data(contentsOf: path))
    let reference = try #require(all[kind.rawValue])
    let network = try makeNetwork()
    let method = FewShotConfiguration(method: kind).makeMethod(network: network)
    let episode = Episode(
      support: Self.numbers(100, [6, 1, 8, 8]), query: Self.numbers(101, [6, 1, 8, 8]),
      shape: EpisodeShape(ways: 3, shots: 2, queries: 2), random: RandomStream(seed: 1))
    let (loss, _) = method.loss(of: episode)
    #expect(abs(Double(loss.item) - reference.loss) < 1e-5 * max(1, abs(reference.loss)))
    loss.backward()
    #expect(reference.gradients.count == method.parameters.count)
    for (parameter, expected) in zip(method.parameters, reference.gradients) {
      let found = try #require(parameter.gradient).scalars
      let largest = expected.map(abs).max() ?? 0
      for (a, b) in zip(found, expected) {
        #expect(abs(Double(a) - b) < 1e-4 * largest + 1e-5, "\(parameter.name)")
      }
    }
    // Evaluation: the running statistics that the training step has left.
    let answers = method.logits(of: episode).logSoftmax().scalars
    for (a, b) in zip(answers, reference.probabilities) {
      #expect(abs(Double(a) - b) < 1e-4 * max(1, abs(b)))
    }
  }

  /// Prototypes (1, 0) and (0, 2).
  ///
  /// Query (2, 1): 2 q·c − |c|² = 4 − 1 and 4 − 4; query (0, 1): −1 and 0.
  @Test func prototypicalLogitsAreDistancesUpToTheQuery() throws {
    let method = PrototypicalNetwork(network: try makeNetwork())
    let logits = method.logits(
      support: Tensor([0, 0, 2, 0, 1, 2, -1, 2], shape: [4, 2]),
      query: Tensor([2, 1, 0, 1], shape: [2, 2]), shape: EpisodeShape(ways: 2, shots: 2, queries: 1)
    )
    #expect(logits.scalars == [3, 0, -1, 0])
  }

  /// Cosines of (3, 0) with (1, 0), (0, 1), (−1, 0), (0, −2) are 1, 0, −1, 0: the classes have e + 1 and
  /// 1/e + 1, whose logarithms are 1.31326 and 0.31326.
  @Test func matchingLogitsSumTheVotesOfEachClass() throws {
    let method = MatchingNetwork(network: try makeNetwork())
    let logits = method.logits(
      support: Tensor([1, 0, 0, 1, -1, 0, 0, -2], shape: [4, 2]),
      query: Tensor([3, 0], shape: [1, 2]), shape: EpisodeShape(ways: 2, shots: 2, queries: 1)
    ).scalars
    #expect(abs(logits[0] - 1.31326) < 1e-4 && abs(logits[1] - 0.31326) < 1e-4)
  }

  /// The nearest of two examples of each class decides, not their mean.
  @Test func theNearestNeighbourIsOneExample() {
    let episode = Episode(
      support: Tensor([0, 10, 4, 4], shape: [4, 1, 1, 1]),
      query: Tensor([1, 3], shape: [2, 1, 1, 1]),
      shape: EpisodeShape(ways: 2, shots: 2, queries: 1),
      random: RandomStream(seed: 1))
    let method = NearestNeighbour()
    #expect(method.logits(of: episode).argmax(axis: 1) == [0, 1])
    #expect(method.loss(of: episode).accuracy == 1)
  }

  @Test func evaluationChangesNothingAndQueriesInfluenceOneAnotherWhereItIsSaid() throws {
    let network = try makeNetwork()
    let before = network.state.map(\.value.scalars)
    let shape = EpisodeShape(ways: 3, shots: 2, queries: 2)
    let support = Self.numbers(100, [6, 1, 8, 8])
    let query = Self.numbers(101, [6, 1, 8, 8])
    // The first query as it was, all others another picture.
    let other = Tensor.concatenated([query.sliced(0..<1), Self.numbers(7, [5, 1, 8, 8])])
    for isTransductive in [false, true] {
      let method = PrototypicalNetwork(network: network, isTransductive: isTransductive)
      let answers = [query, other].map { query in
        method.logits(
          of: Episode(
            support: support, query: query, shape: shape, random: RandomStream(seed: 1))
        ).sliced(0..<1).scalars
      }
      #expect((answers[0] != answers[1]) == isTransductive)
      #expect(method.isTransductive == isTransductive)
    }
    #expect(network.state.map(\.value.scalars) == before)
  }
}
