import Determinism
import Environments
import TensorCore

/// The rewards for which successor features learn a policy each.
struct TrainedRewards {
  /// d numbers above 0: the size of each reward in the definition; where it is 0, the largest of all.
  let units: [Float]
  /// `[M][d]`, in these units.
  let weights: [[Float]]

  /// Chooses them.
  ///
  /// The first are the definition's own. In the others every event's reward is 1 or −1 of its unit,
  /// which asks for a thing or keeps away from it; what the ground is worth stays as it is, because
  /// steps measure what everything else is worth, and a policy that shuns the end never ends. Where
  /// there are no more of these than `most`, all are taken.
  ///
  /// - Parameters:
  ///   - terms: what is rewarded.
  ///   - most: the most policies, ≥ 1.
  ///   - random: drawn from for all but the first.
  init(_ terms: [RewardTerm], most: Int, using random: inout RandomStream) {
    let largest = terms.map { abs($0.weight) }.max() ?? 0
    units = terms.map { term in
      Float(term.weight != 0 ? abs(term.weight) : largest > 0 ? largest : 1)
    }
    let own = terms.map { Float($0.weight == 0 ? 0 : $0.weight < 0 ? -1 : 1) }
    let varied = terms.indices.filter { !terms[$0].isGround }
    // Own weights of 0 are none of the combinations.
    let isCombination = varied.allSatisfy { own[$0] != 0 }
    let combinations = varied.count < 16 ? 1 << varied.count : Int(UInt16.max)
    let possible = combinations + (isCombination ? 0 : 1)
    var chosen = [own]
    while chosen.count < min(most, possible) {
      var weights = own
      for index in varied { weights[index] = random.integer(below: 2) == 0 ? -1 : 1 }
      if !chosen.contains(weights) { chosen.append(weights) }
    }
    weights = chosen
  }

  /// `[M, d]`.
  var tensor: Tensor { Tensor(weights.flatMap { $0 }, shape: [weights.count, units.count]) }
}
