import Agents
import Determinism
import Environments
import Testing

@Suite struct ActionDistributionsTests {
  private static let space = Box(shape: [4], range: -1...1)
  private static let actions = Discrete(names: ["left", "stay", "right"])
  private static let distributions: [ValueDistribution] = [
    .categorical(atoms: 51, minimum: -2, maximum: 6), .quantiles(7), .quantiles(1),
    .implicitQuantiles(embedding: 8),
  ]
  private static let observation: [Float] = [0.3, -0.7, 0, 1]

  private func network(_ distribution: ValueDistribution, dueling: Bool = true) throws -> QNetwork {
    var shape = QNetworkShape(hiddenSizes: [16, 8])
    shape.distribution = distribution
    shape.dueling = dueling
    shape.noisy = dueling
    var random = RandomStream(seed: 4)
    return try QNetwork(
      specification: shape.specification(
        observationSpace: Self.space, actionSpace: Self.actions),
      distribution: distribution, observationSpace: Self.space, actionSpace: Self.actions,
      using: &random)
  }

  @Test(arguments: distributions, [false, true])
  func theirMeansAreTheValuesThatAreActedOn(
    _ distribution: ValueDistribution, dueling: Bool
  ) throws {
    let network = try network(distribution, dueling: dueling)
    let distributions = try #require(network.distributions(of: Self.observation))
    let values = network.values(of: Self.observation)
    #expect(Set(values).count == 3)
    #expect(distributions.means.count == 3)
    for (mean, value) in zip(distributions.means, values) { #expect(abs(mean - value) < 1e-5) }
    // Seen through what any policy is, they are the same.
    let policy: any ActingPolicy = network
    #expect(policy.distributions(of: Self.observation) == distributions)
  }

  @Test func probabilitiesOfAtomsSumToOne() throws {
    let network = try network(Self.distributions[0])
    guard
      case .categorical(let atoms, let probabilities) = network.distributions(of: Self.observation)
    else {
      Issue.record("expected a categorical distribution")
      return
    }
    #expect(atoms.count == 51 && atoms.first == -2 && atoms.last == 6)
    for row in probabilities {
      #expect(row.count == 51 && row.allSatisfy { $0 > 0 && $0 < 1 })
      #expect(abs(row.reduce(0, +) - 1) < 1e-5)
    }
  }

  @Test(arguments: [(1, 7), (3, QNetwork.actingFractions)])
  func quantilesGrow(place: Int, count: Int) throws {
    let network = try network(Self.distributions[place])
    guard case .quantiles(let returns) = network.distributions(of: Self.observation) else {
      Issue.record("expected quantiles")
      return
    }
    for row in returns {
      #expect(row.count == count)
      #expect(zip(row, row.dropFirst()).allSatisfy { $0 <= $1 })
      #expect((row.last ?? 0) > (row.first ?? 0))
    }
  }

  @Test func whoKnowsValuesAloneHasNone() throws {
    #expect(try network(.none).distributions(of: Self.observation) == nil)
    let table: any ActingPolicy = TablePolicy(observationCount: 4, actionCount: 3)
    #expect(table.distributions(of: Self.observation) == nil)
  }
}
