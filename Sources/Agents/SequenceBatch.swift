import TensorCore

/// Windows drawn from a ``SequenceReplay``, ready for an update.
///
/// B windows lie side by side, with the steps first: row `t · B + b` of a result over
/// ``observations`` belongs to step t of window b. Windows end at different steps; what counts is
/// told by ``steps``, the rest of a window is padding and has no part in anything.
public struct SequenceBatch {
  /// What is remembered before the first observation of each window, its burn-in included: the
  /// recurrent states, each `[B, H]`; none where every window begins with an empty memory.
  public var states: [Tensor]
  /// What was seen before the part that is learned from: `[burnIn, B, F]`; 0 past its length.
  public var burnIn: Tensor
  /// Steps of burn-in of each window; fewer than `burnIn` where its episode had not so many.
  public var burnInLengths: [Int]
  /// What was seen, up to the observation that the last step's target needs: `[T, B, F]`, with
  /// T = sequence length + n.
  public var observations: Tensor
  /// The rows of all K steps that were made, window after window.
  public var steps: [Int32]
  /// What was done in each of these steps: K numbers of actions.
  public var actions: [Int32]
  /// What each of them earned within n steps, discounted: `[K]`.
  public var rewards: Tensor
  /// The row of the observation whose value stands for all that follows.
  public var nextSteps: [Int32]
  /// What that value counts: γᵐ for one m steps later, 0 where the task ended before: `[K]`.
  public var bootstrap: Tensor
  /// Which actions are possible there: `[K · A]`; nil where all always are.
  ///
  /// All count as possible at an episode's last observation, of which it is not known.
  public var nextMasks: [Bool]?
}
