import Determinism
import Documents
import Environments
import Testing

struct NormalizingVectorTests {
  private func play(_ vector: any VectorEnvironment, _ steps: Int, seed: UInt64 = 5) -> [Float] {
    var random = RandomStream(seed: seed)
    var shown: [Float] = []
    for _ in 0..<steps {
      vector.step((0..<vector.count).map { _ in Int32(vector.actionSpace.sample(using: &random)) })
      shown += vector.observations
      shown += vector.rewards
    }
    return shown
  }

  @Test func statisticsAreThoseOfAllRowsAtOnce() {
    let numbers: [Float] = [1, 10, 2, 20, 6, -30, 7, 4]
    var parts = RunningStatistics(size: 2)
    parts.update(numbers[..<4])
    parts.update(numbers[4...])
    #expect(parts.count == 4)
    #expect(abs(parts.mean[0] - 4) < 1e-12)
    #expect(abs(parts.mean[1] - 1) < 1e-12)
    #expect(abs(parts.variance(0) - 6.5) < 1e-12)
    #expect(abs(parts.variance(1) - 353) < 1e-9)
    #expect(parts.normalized(1e9, 0, clip: 10) == 10)
  }

  @Test func observationsBecomeCentredAndOfUnitVariance() throws {
    let vector = try stacked("cartpole", "[normalizeObservations]").makeVector(
      count: 16, random: RandomStream(seed: 3))
    _ = play(vector, 400)
    var seen = RunningStatistics(size: 4)
    var random = RandomStream(seed: 8)
    for _ in 0..<400 {
      vector.step((0..<16).map { _ in Int32(vector.actionSpace.sample(using: &random)) })
      seen.update(vector.observations)
    }
    for element in 0..<4 {
      #expect(abs(seen.mean[element]) < 0.3)
      #expect((0.6...1.6).contains(seen.variance(element)))
    }
    #expect(vector.observationSpace.high[1] == 10)
  }

  @Test func rewardsAreScaledAndTheTasksOwnRemain() throws {
    let vector = try stacked("cartpole", "[normalizeRewards: {discount: 0.9}]").makeVector(
      count: 4, random: RandomStream(seed: 3))
    _ = play(vector, 300)
    #expect(Array(vector.taskRewards) == [1, 1, 1, 1])
    #expect(vector.rewards[0] > 0.2 && vector.rewards[0] < 0.9)
  }

  @Test func snapshotKeepsTheStatistics() throws {
    let definition = try stacked("cartpole", "[normalizeObservations, normalizeRewards]")
    let vector = try definition.makeVector(count: 3, random: RandomStream(seed: 3))
    _ = play(vector, 100)
    let bytes = try vector.snapshot()
    let other = try definition.makeVector(count: 3, random: RandomStream(seed: 99))
    try other.restore(bytes)
    #expect(try other.snapshot() == bytes)
    #expect(other.observations.elementsEqual(vector.observations))
    #expect(play(vector, 100) == play(other, 100))
    #expect(throws: InputError.self) { try other.restore(Array(bytes.dropLast(9))) }
  }

  @Test func evaluationFollowsTheStatisticsAndAddsNothing() throws {
    let definition = try stacked("cartpole", "[normalizeObservations, normalizeRewards]")
    let training = try definition.makeVector(count: 3, random: RandomStream(seed: 3))
    let evaluation = try training.makeEvaluation(count: 2, random: RandomStream(seed: 4))
    let before = Array(evaluation.observations)
    _ = play(training, 100)
    let statistics = training.normalization
    #expect(Array(evaluation.observations) != before, "seen by the newer statistics")
    _ = play(evaluation, 50)
    #expect(Array(evaluation.rewards) == [1, 1])
    #expect(training.normalization == statistics)
  }

  @Test func policySeesWhatTrainingSaw() throws {
    let definition = try stacked("cartpole", "[normalizeObservations]")
    let training = try definition.makeVector(count: 3, random: RandomStream(seed: 3))
    _ = play(training, 100)
    let evaluation = try training.makeEvaluation(count: 2, random: RandomStream(seed: 4))
    let json = try #require(training.normalization).json()
    let frozen = try definition.normalized(by: Normalization(json: json, file: "policy"))
    let played = try frozen.makeVector(count: 2, random: RandomStream(seed: 4))
    #expect(play(played, 80) == play(evaluation, 80))
    let other = try EnvironmentDefinition.load("mountain-car")
    let statistics = try #require(training.normalization)
    #expect(throws: InputError.self) { try other.normalized(by: statistics) }
  }
}
