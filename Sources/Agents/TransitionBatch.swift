import TensorCore

/// Transitions drawn from a replay buffer, one row each, ready for an update.
///
/// The memory comes from the tensor pool and goes back to it when the batch is let go, so that
/// sampling in a loop takes none from the system.
public struct TransitionBatch {
  /// What was seen: `[B, F]`.
  public var observations: Tensor
  /// What was done: B numbers of actions.
  public var actions: [Int32]
  /// What it earned: `[B]`.
  public var rewards: Tensor
  /// What was seen next, at an ending the last observation of the ended episode: `[B, F]`.
  public var nextObservations: Tensor
  /// 0 where the task ended, 1 everywhere else, at a time limit too: `[B]`.
  public var continues: Tensor
}
