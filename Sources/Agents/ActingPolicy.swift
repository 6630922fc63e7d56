import NeuralNetworks
import TensorCore

/// What acts: it values every action for what it sees and, where it has a memory, has seen.
///
/// A network, a recurrent network or a table. It acts greedily: of equally valued actions the
/// first. Behaviour cloning's network gives logits in place of values; the rest is the same.
public protocol ActingPolicy {
  /// Numbers of one observation, F.
  var observationCount: Int { get }
  /// Actions, A.
  var actionCount: Int { get }

  /// What it remembers at the beginning of an episode, in each of some copies.
  func makeMemory(copies: Int) -> PolicyMemory

  /// The values of all actions.
  ///
  /// - Parameters:
  ///   - observations: `[B, F]`, as the environment gives them; row b belongs to copy b.
  ///   - memory: of B copies; goes on by one step.
  /// - Returns: `[B, A]`, without gradient.
  func values(of observations: Tensor, memory: inout PolicyMemory) -> Tensor

  /// How the return of every action is distributed, where it knows more than the expected values.
  ///
  /// - Parameter observation: F numbers, as the environment gives them.
  /// - Returns: distributions whose means are the values; nil where it knows none.
  func distributions(of observation: [Float]) -> ActionDistributions?

  /// What it is made of, by name: what a checkpoint or a policy file holds of it.
  var tensors: [(name: String, value: Tensor)] { get }

  /// A policy of its own, of the same kind, made of other tensors.
  ///
  /// - Parameter tensors: names and shapes as ``tensors`` has them (a table may have other rows).
  /// - Returns: the policy.
  /// - Throws: `InputError` where they do not fit.
  func copy(with tensors: [(name: String, value: Tensor)]) throws -> Self

  /// What it is made of as text: metadata of a policy file, by key; "policy" is its kind.
  var description: [String: String] { get }
}

/// What a policy remembers of the running episodes of some copies.
public struct PolicyMemory {
  /// One tensor for each thing remembered, `[copies, …]`; none where nothing is.
  public var states: [Tensor]

  /// A memory of these states.
  public init(states: [Tensor] = []) { self.states = states }

  /// Forgets a copy's episode: its rows become zero.
  public mutating func forget(_ copy: Int) {
    for index in states.indices {
      var state = states[index]
      let width = state.count / max(1, state.shape[0])
      states[index] = Tensor(0)
      state.withUnsafeMutableScalars { scalars in
        for place in (copy * width)..<((copy + 1) * width) { scalars[place] = 0 }
      }
      states[index] = state
    }
  }
}

extension ActingPolicy {
  /// None: what it does depends on nothing but the present observation.
  public func makeMemory(copies: Int) -> PolicyMemory { PolicyMemory() }

  /// The values of all actions for one observation of F numbers.
  public func values(of observation: [Float], memory: inout PolicyMemory) -> [Float] {
    precondition(
      observation.count == observationCount,
      "expected \(observationCount) numbers, got \(observation.count)")
    return values(
      of: Tensor(observation, shape: [1, observationCount]), memory: &memory
    ).scalars
  }

  /// Writes the greedy action of each row where `actions` holds −1.
  ///
  /// - Parameters:
  ///   - observations: `[B, F]`.
  ///   - memory: of B copies; goes on by one step.
  ///   - masks: `[B, A]`, which actions are possible; nil where all are.
  ///   - actions: B numbers; −1 asks for the greedy one, the rest is left as it is.
  /// - Returns: whether all values were finite; nothing has been written where they were not.
  func chooseGreedily(
    _ observations: UnsafeBufferPointer<Float>, memory: inout PolicyMemory,
    masks: UnsafeBufferPointer<Bool>? = nil, into actions: UnsafeMutableBufferPointer<Int32>
  ) -> Bool {
    let input = Tensor(shape: [actions.count, observationCount]) { buffer in
      _ = buffer.update(fromContentsOf: observations)
    }
    return values(of: input, memory: &memory).withUnsafeScalars { scalars in
      guard scalars.allSatisfy({ $0.isFinite }) else { return false }
      for row in actions.indices where actions[row] < 0 {
        let start = row * actionCount
        var best = -1
        for column in start..<(start + actionCount) where masks?[column] ?? true {
          if best < 0 || scalars[column] > scalars[best] { best = column }
        }
        actions[row] = Int32(max(best, start) - start)
      }
      return true
    }
  }
}
