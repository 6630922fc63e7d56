import Agents
import Determinism
import NeuralNetworks
import TensorCore
import Testing

/// A full buffer of 20 transitions, of which the k-th oldest has the error k + 1.
private func gradedFeeder(priorities: PrioritySettings?, copies: Int = 2) -> ReplayFeeder {
  var feeder = ReplayFeeder(
    ReplayShape(capacity: 20, copies: copies, priorities: priorities), seed: 3)
  for _ in 0..<(54 / copies) { feeder.step() }
  guard priorities != nil else { return feeder }
  grade(&feeder) { Float($0 + 1) }
  return feeder
}

/// Gives the k-th oldest transition the error that `error` says, until each has been drawn.
private func grade(_ feeder: inout ReplayFeeder, error: (Int) -> Float) {
  let ages = ages(feeder)
  var random = RandomStream(seed: 77)
  for _ in 0..<2_000 {
    let batch = feeder.buffer.sample(8, using: &random)
    let errors = batch.rewards.scalars.map { error(ages[$0] ?? -1) }
    feeder.buffer.updatePriorities(of: batch, errors: errors)
  }
}

/// The age of each transition by its reward, which is its number; 0 for the oldest.
private func ages(_ feeder: ReplayFeeder) -> [Float: Int] {
  Dictionary(
    uniqueKeysWithValues: feeder.expected().map(\.rewards).enumerated().map { ($1, $0) })
}

/// The priorities as a checkpoint has them, in units of 2⁻¹⁶, the oldest first.
private func units(_ feeder: ReplayFeeder) throws -> [UInt32] {
  let bytes = try feeder.saved().bytes("replay.priorities", type: .u32)
  return stride(from: 0, to: bytes.count, by: 4).map { start in
    (0..<4).reduce(0) { $0 | UInt32(bytes[start + $1]) << UInt32(8 * $1) }
  }
}

/// Chi-square of how often transitions are drawn against weights, by age.
private func chiSquare(
  _ feeder: inout ReplayFeeder, weights: [Double], batch: Int, batches: Int
) -> Double {
  let ages = ages(feeder)
  var random = RandomStream(seed: 5)
  var counts = [Double](repeating: 0, count: weights.count)
  for _ in 0..<batches {
    for reward in feeder.buffer.sample(batch, using: &random).rewards.scalars {
      counts[ages[reward] ?? 0] += 1
    }
  }
  let scale = Double(batch * batches) / weights.reduce(0, +)
  return zip(counts, weights).reduce(0) { sum, pair in
    sum + (pair.0 - pair.1 * scale) * (pair.0 - pair.1 * scale) / (pair.1 * scale)
  }
}

@Suite struct ReplayPrioritiesTests {
  /// Chi-square of 19 degrees of freedom is below 50.8 with probability 0.9999.
  ///
  /// Batches of 1 are independent draws; those from equal parts vary less.
  @Test(arguments: [(1, 20_000), (7, 4_000), (64, 500)])
  func transitionsAreDrawnInProportionToTheirPriorities(batch: Int, batches: Int) {
    var feeder = gradedFeeder(priorities: PrioritySettings(exponent: 1))
    let weights = (1...20).map(Double.init)
    #expect(chiSquare(&feeder, weights: weights, batch: batch, batches: batches) < 50.8)
  }

  @Test func theExponentFlattensThem() {
    var feeder = gradedFeeder(priorities: PrioritySettings(exponent: 0.5))
    let weights = (1...20).map { Double($0).squareRoot() }
    #expect(chiSquare(&feeder, weights: weights, batch: 1, batches: 20_000) < 50.8)
  }

  /// What must fail the test above: a buffer that ignores priorities, and another exponent.
  @Test func equalDrawsWouldNotPass() {
    let weights = (1...20).map(Double.init)
    var equal = gradedFeeder(priorities: nil)
    #expect(chiSquare(&equal, weights: weights, batch: 1, batches: 20_000) > 5_000)
    var flat = gradedFeeder(priorities: PrioritySettings(exponent: 0.5))
    #expect(chiSquare(&flat, weights: weights, batch: 1, batches: 20_000) > 500)
  }

  /// A batch of as many as there are equal parts takes each exactly once.
  @Test func equalPartsGiveEachOfEqualPrioritiesOnce() {
    var feeder = ReplayFeeder(
      ReplayShape(capacity: 20, priorities: PrioritySettings()), seed: 3)
    for _ in 0..<33 { feeder.step(endings: 0) }
    var random = RandomStream(seed: 9)
    let drawn = feeder.buffer.sample(20, using: &random).rewards.scalars
    #expect(drawn == (14...33).map(Float.init))
  }

  // α = 1, errors 1, 2, 4: (p_min / p)^β. β = 1: 1, 1/2, 1/4. β = 0: 1. β = 1/2: 1, √½, 1/2.
  @Test func weightsMakeUpForPriorities() {
    var feeder = ReplayFeeder(
      ReplayShape(capacity: 3, priorities: PrioritySettings(exponent: 1)), seed: 3)
    for _ in 0..<3 { feeder.step(endings: 0) }
    grade(&feeder) { Float(1 << $0) }
    let ages = ages(feeder)
    for (beta, table) in [
      (Float(1), [1, 0.5, 0.25]), (0, [1, 1, 1]), (0.5, [1, Float(0.5).squareRoot(), 0.5]),
    ] {
      var random = RandomStream(seed: 1)
      let batch = feeder.buffer.sample(30, importanceExponent: beta, using: &random)
      let expected = batch.rewards.scalars.map { table[ages[$0] ?? 0] }
      #expect(batch.weights?.scalars == expected, "beta \(beta)")
    }
  }

  @Test func withoutPrioritiesThereAreNoWeights() {
    var feeder = gradedFeeder(priorities: nil)
    var random = RandomStream(seed: 1)
    #expect(feeder.buffer.sample(4, importanceExponent: 1, using: &random).weights == nil)
  }

  // Errors are taken without their sign; 0 still has a priority; a new transition has the largest
  // there ever was, 1 before any. Units of 2⁻¹⁶: 2³² − 1 at most.
  @Test func aNewTransitionHasTheLargestPriorityThereWas() throws {
    let one: UInt32 = 65_536
    var feeder = ReplayFeeder(
      ReplayShape(capacity: 3, priorities: PrioritySettings(exponent: 1)), seed: 3)
    for _ in 0..<2 { feeder.step() }
    #expect(try units(feeder) == [one, one])
    grade(&feeder) { $0 == 0 ? -3 : 0 }
    #expect(try units(feeder) == [3 * one, 1])
    feeder.step()
    #expect(try units(feeder) == [3 * one, 1, 3 * one])
    feeder.step()
    #expect(try units(feeder) == [1, 3 * one, 3 * one])
    grade(&feeder) { _ in 0.25 }
    feeder.step()
    #expect(try units(feeder) == [one / 4, one / 4, 3 * one])
    grade(&feeder) { _ in 1e30 }
    feeder.step()
    #expect(try units(feeder).last == .max)
  }

  /// Against plain numbers that go with the transitions, over random streams of everything.
  @Test func prioritiesGoWithTheirTransitions() throws {
    var random = RandomStream(seed: 21)
    for seed in 0..<40 {
      let shape = ReplayShape(
        capacity: 1 + random.integer(below: 40), copies: 1 + random.integer(below: 4),
        nStep: 1 + random.integer(below: 4), discount: 0, frames: 1 + random.integer(below: 3),
        priorities: PrioritySettings(exponent: 1))
      var feeder = ReplayFeeder(shape, seed: UInt64(seed))
      var plain: [Float: UInt32] = [:]
      var largest: UInt32 = 65_536
      for step in 0..<60 {
        let before = feeder.number
        feeder.step()
        for number in Int(before + 1)...Int(feeder.number) { plain[Float(number)] = largest }
        let batch = feeder.buffer.sample(1 + random.integer(below: 9), using: &random)
        let errors = batch.actions.map { _ in Float(random.integer(below: 1_000)) / 8 }
        feeder.buffer.updatePriorities(of: batch, errors: errors)
        for (number, error) in zip(batch.rewards.scalars, errors) {
          let units = max(1, UInt32(error * 65_536))
          plain[number] = units
          largest = max(largest, units)
        }
        let expected = feeder.expected().map { plain[$0.rewards] ?? 0 }
        #expect(
          try zip(units(feeder), expected).allSatisfy { abs(Int($0) - Int($1)) <= 1 },
          "seed \(seed), step \(step), \(shape)")
      }
    }
  }

  @Test func aBatchOfAnEarlierStepIsRefused() async {
    await #expect(processExitsWith: .failure) {
      var feeder = gradedFeeder(priorities: PrioritySettings())
      var random = RandomStream(seed: 1)
      let batch = feeder.buffer.sample(4, using: &random)
      feeder.step()
      feeder.buffer.updatePriorities(of: batch, errors: [1, 2, 3, 4])
    }
  }
}
