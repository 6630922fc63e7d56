import Determinism
import Environments

/// The features of every step of an environment: what each of its ``RewardTerms`` counted in it.
///
/// An environment gives a reward and not what it is the sum of. So copies of it whose definitions
/// differ in their amounts alone stand beside it, take the same actions and draw from the same
/// streams: what they reward is what is looked for. The amounts that are numbers need but one copy:
/// there the k-th of them is 2ᵏ, and the reward, a whole number, says in binary which of them
/// counted. A computed amount has a copy in which all others are 0.
///
/// Nothing in the environment knows of this, and nothing of it is saved: the state of the copies is
/// the environment's.
package final class FeatureVector {
  /// Numbers in one copy: 2¹⁸ is exact as a Float and below the bound of rewards.
  private static let codesPerCopy = 19

  /// d, the features of a step.
  package let count: Int
  /// `[copies · d]`, the features of the last step.
  package private(set) var values: [Float]
  private var probes: [Probe] = []
  private let copies: Int

  private struct Probe {
    var vector: any VectorEnvironment
    /// The terms of the bits from the lowest on, or the one that is computed.
    var terms: [Int]
    var isCoded: Bool
  }

  /// Makes the copies.
  ///
  /// - Parameters:
  ///   - terms: what is rewarded.
  ///   - copies: of the environment.
  /// - Throws: `InputError` where a changed definition is refused.
  package init(_ terms: RewardTerms, copies: Int) throws {
    count = terms.count
    self.copies = copies
    values = Array(repeating: 0, count: copies * terms.count)
    let numbers = terms.terms.indices.filter { terms.terms[$0].expression == nil }
    var groups = stride(from: 0, to: numbers.count, by: Self.codesPerCopy).map {
      (terms: Array(numbers[$0..<min(numbers.count, $0 + Self.codesPerCopy)]), isCoded: true)
    }
    groups += terms.terms.indices.filter { terms.terms[$0].expression != nil }
      .map { (terms: [$0], isCoded: false) }
    for group in groups {
      let amounts = terms.terms.enumerated().map { number, term in
        guard let place = group.terms.firstIndex(of: number) else { return term.text(weight: 0) }
        return term.text(weight: group.isCoded ? Double(1 << place) : 1)
      }
      // Which streams it has does not matter: it takes the environment's over.
      probes.append(
        Probe(
          vector: try terms.definition(amounts: amounts).makeVector(
            count: copies, random: RandomStream(seed: 0)),
          terms: group.terms, isCoded: group.isCoded))
    }
  }

  /// Stands where an environment stands.
  package func follow(_ environment: any VectorEnvironment) throws {
    let snapshot = try environment.snapshot()
    for probe in probes { try probe.vector.restore(snapshot) }
  }

  /// Takes the actions that the environment has taken; then read ``values``.
  package func step(_ actions: [Int32], after environment: any VectorEnvironment) {
    for probe in probes {
      actions.withUnsafeBufferPointer { probe.vector.stepInParallel($0) }
      let rewards = probe.vector.rewards
      for copy in 0..<copies {
        precondition(
          probe.vector.terminated[copy] == environment.terminated[copy]
            && probe.vector.truncated[copy] == environment.truncated[copy],
          "expected copy \(copy) to end as the environment's does")
        guard probe.isCoded else {
          values[copy * count + probe.terms[0]] = rewards[copy]
          continue
        }
        let code = Int(rewards[copy])
        for (bit, term) in probe.terms.enumerated() {
          values[copy * count + term] = code >> bit & 1 == 1 ? 1 : 0
        }
      }
    }
  }
}
