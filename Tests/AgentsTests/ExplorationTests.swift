import Agents
import Determinism
import Environments
import TensorCore
import Testing

@Suite struct ExplorationTests {
  /// ε = 0.4 over 8 copies, as in the paper: 0.4^(1 + i), so 0.4, 0.16, 0.064 … 0.4⁸ = 0.00065536.
  @Test func ladderFallsFromEpsilonToItsEighthPower() {
    let ladder = (0..<8).map { Exploration.ladder.epsilon(0.4, copy: $0, of: 8) }
    var right: Float = 1
    for epsilon in ladder {
      right *= 0.4
      #expect(abs(epsilon - right) < 1e-6)
    }
    #expect(Exploration.ladder.epsilon(0.4, copy: 0, of: 1) == 0.4)
    #expect((0..<3).map { Exploration.ladder.epsilon(1, copy: $0, of: 3) } == [1, 1, 1])
    #expect(Exploration.epsilon.epsilon(0.4, copy: 7, of: 8) == 0.4)
  }

  /// 20,000 steps of 2 copies at ε = 0.5: the first explores half the time, the second 0.5⁸.
  @Test func copiesExploreAsOftenAsTheirEpsilonSays() {
    var random = RandomStream(seed: 1)
    var actions: [Int32] = [0, 0]
    var explored = [0, 0]
    for _ in 0..<20_000 {
      _ = Exploration.ladder.explore(
        epsilon: 0.5, into: &actions, below: 3, masks: nil, using: &random)
      for copy in 0..<2 where actions[copy] >= 0 { explored[copy] += 1 }
    }
    #expect(abs(explored[0] - 10_000) < 300)
    #expect(abs(explored[1] - 78) < 40)
  }

  /// Values 0, ln 2 and ln 5 with T = 1: probabilities 1/8, 2/8, 5/8.
  ///
  /// Without the last: 1/3, 2/3.
  @Test(arguments: [[true, true, true], [true, true, false]])
  func boltzmannDrawsByTheSoftmaxOfPossibleActions(mask: [Bool]) {
    var random = RandomStream(seed: 5)
    let rows = 12_000
    let policy = FixedValues(row: [0, 0.6931472, 1.6094379])
    var actions = [Int32](repeating: -1, count: rows)
    var memory = PolicyMemory()
    let masks = (0..<rows).flatMap { _ in mask }
    let finite = masks.withUnsafeBufferPointer { masks in
      [Float](repeating: 0, count: rows).withUnsafeBufferPointer { observations in
        actions.withUnsafeMutableBufferPointer {
          policy.drawActions(
            observations, memory: &memory, temperature: 1, masks: masks, using: &random, into: $0)
        }
      }
    }
    #expect(finite)
    let weights: [Float] = mask[2] ? [1 / 8, 2 / 8, 5 / 8] : [1 / 3, 2 / 3, 0]
    for action in 0..<3 {
      let share = Float(actions.count { $0 == action }) / Float(rows)
      #expect(abs(share - weights[action]) < 0.015, "action \(action): \(share)")
    }
  }
}

@Suite struct VisitCountsTests {
  /// 1/√1, 1/√2, 1/√3, 1/√4 of a scale of 2; another observation begins anew, −0 is 0.
  @Test func bonusFallsWithTheRootOfTheVisits() {
    var counts = VisitCounts()
    func bonus(_ observation: [Float]) -> Float {
      observation.withUnsafeBufferPointer { counts.bonus(for: $0, scale: 2) }
    }
    let bonuses = (0..<4).map { _ in bonus([0, 1]) }
    for (bonus, right) in zip(bonuses, [2, 1.4142135, 1.1547005, 1] as [Float]) {
      #expect(abs(bonus - right) < 1e-6)
    }
    #expect(bonus([1, 0]) == 2)
    #expect(abs(bonus([-0.0, 1]) - 0.8944272) < 1e-6)
    #expect(counts.count == 2)
  }

  @Test func aFullTableKeepsCountingWhatItHoldsAndGivesNothingForTheRest() {
    var counts = VisitCounts()
    func bonus(_ number: Int) -> Float {
      [Float(number)].withUnsafeBufferPointer { counts.bonus(for: $0, scale: 1) }
    }
    for number in 0..<VisitCounts.capacity { #expect(bonus(number) == 1) }
    #expect(counts.count == VisitCounts.capacity)
    #expect(bonus(VisitCounts.capacity) == 0)
    #expect(bonus(7) == Float(0.5).squareRoot())
  }
}

/// The same values whatever is seen.
private struct FixedValues: ActingPolicy {
  let row: [Float]
  let observationCount = 1
  var actionCount: Int { row.count }
  var tensors: [(name: String, value: Tensor)] { [] }
  var description: [String: String] { [:] }

  func values(of observations: Tensor, memory: inout PolicyMemory) -> Tensor {
    Tensor(
      (0..<observations.shape[0]).flatMap { _ in row }, shape: [observations.shape[0], row.count])
  }
  func copy(with tensors: [(name: String, value: Tensor)]) -> FixedValues { self }
}
