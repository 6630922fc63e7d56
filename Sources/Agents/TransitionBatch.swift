import TensorCore

/// Transitions drawn from a replay buffer, one row each, ready for an update.
///
/// A target is `rewards + bootstrap · v(nextObservations)`. Tensors' memory comes from the pool
/// and goes back to it when the batch is let go, so that sampling in a loop takes none from the
/// system.
public struct TransitionBatch {
  /// What was seen: `[B, F]`.
  public var observations: Tensor
  /// What was done: B numbers of actions.
  public var actions: [Int32]
  /// What was earned in m ≤ nStep steps, `r₀ + γ r₁ + … + γᵐ⁻¹ rₘ₋₁`: `[B]`.
  public var rewards: Tensor
  /// What was seen after them, at an ending the last observation of the ended episode: `[B, F]`.
  public var nextObservations: Tensor
  /// 0 where the task ended within them, γᵐ everywhere else, at a time limit too: `[B]`.
  public var bootstrap: Tensor
  /// Importance weights, the largest 1: `[B]`; nil where all transitions are equally likely.
  public var weights: Tensor?
  /// Which actions were possible: `[B * A]`; nil where all always are.
  public var masks: [Bool]?
  /// Which actions are possible next: `[B * A]`; nil where all always are.
  ///
  /// All of them in the rows whose episode ended: what is possible there is not known. It is not
  /// asked for where the task ended.
  public var nextMasks: [Bool]?

  /// How many of the rows, the first ones, were demonstrated.
  var demonstrated = 0
  /// Where in the buffer the transitions lie.
  var rows: [Int32] = []
  /// When they were drawn.
  var appended = 0
}
