import Environments

extension EnvironmentDefinition {
  /// k where each observation is the one before without its oldest frame and with a new one, k in
  /// all, and an episode begins with its first frame repeated; 1 otherwise.
  ///
  /// So it is where `frameStack` is the last wrapper, but for those that leave it so.
  var stackedFrames: Int {
    for wrapper in wrappers.reversed() {
      switch wrapper {
      case .frameStack(let frames): return frames
      case .stickyActions, .redirectActions, .rewardScale, .rewardClip, .flatten,
        .episodeStatistics, .normalizeRewards:
        continue
      // Several frames a step, frames before the first observation, or other numbers.
      case .repeatActions, .randomStartSteps, .observeActionMask, .oneHot, .normalizeObservations:
        return 1
      }
    }
    return 1
  }
}
