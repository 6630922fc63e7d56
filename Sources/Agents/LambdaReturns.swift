import TensorCore

/// The returns of a rollout's steps, mixed of all lengths: Q(λ) without a cut at exploring actions.
///
/// With reward r, value v of what followed, and G of the step after:
/// `G = r` where the task terminated; `G = r + γ v` where the time limit ended the episode, and at
/// the last step of the rollout; `G = r + γ (v + λ (G′ − v))` everywhere else.
///
/// - Parameters:
///   - rewards: r, `[T × N]`: row t holds step t of all N copies, and so do the others.
///   - nextValues: v, the greedy value of the observation that followed; where the episode ended,
///     of its true last one, not of the first of the next. Not looked at where it terminated.
///   - terminated: whether the task ended.
///   - truncated: whether the time limit ended the episode.
///   - copies: N.
///   - discount: γ in `0...1`.
///   - lambda: λ in `0...1`; 0 is one step, 1 the whole rest of rollout or episode.
/// - Returns: G, `[T × N]`.
/// - Source: Peng & Williams 1996; Gallici et al. 2024, https://arxiv.org/abs/2407.04811, section 4.
public func lambdaReturns(
  rewards: [Float], nextValues: [Float], terminated: [Bool], truncated: [Bool], copies: Int,
  discount: Float, lambda: Float
) -> Tensor {
  let count = rewards.count
  precondition(
    nextValues.count == count && terminated.count == count && truncated.count == count
      && copies >= 1 && count % copies == 0,
    "expected as many values and flags as the \(count) rewards, in rows of \(copies), got "
      + "\(nextValues.count), \(terminated.count) and \(truncated.count)")
  return Tensor(shape: [count]) { returns in
    for place in stride(from: count - 1, through: 0, by: -1) {
      guard !terminated[place] else {
        returns[place] = rewards[place]
        continue
      }
      var following = nextValues[place]
      if !truncated[place], place + copies < count {
        following += lambda * (returns[place + copies] - following)
      }
      returns[place] = rewards[place] + discount * following
    }
  }
}
