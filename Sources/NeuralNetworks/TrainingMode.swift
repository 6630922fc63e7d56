import Determinism

/// What layers that behave differently in training need to know: that this is training, and the
/// stream of their random numbers.
///
/// Evaluation is the rule: outside `withTrainingMode(using:_:)` dropout does nothing and batch
/// normalization uses its running statistics, so a forgotten switch cannot spoil a result.
/// Confined to the thread that entered it.
public final class TrainingMode: @unchecked Sendable {
  /// The stream that dropout draws from; where it stands is part of a training's state.
  public var random: RandomStream

  init(random: RandomStream) { self.random = random }

  @TaskLocal private static var active: TrainingMode?
  @TaskLocal private static var isMeasuring = false

  /// The mode of the innermost `withTrainingMode`, or nil in evaluation.
  public static var current: TrainingMode? { active }

  /// Whether batch normalizations measure their statistics; see `withStatisticsMeasurement(_:)`.
  static var measuresStatistics: Bool { isMeasuring }

  fileprivate static func measure<R>(_ body: () throws -> R) rethrows -> R {
    try $isMeasuring.withValue(true) { try body() }
  }

  fileprivate static func run<R>(
    _ mode: TrainingMode?, _ body: () throws -> R
  ) rethrows -> R {
    try $active.withValue(mode) { try body() }
  }
}

/// Runs `body` in training: dropout drops, batch normalization uses and gathers batch statistics.
///
/// - Parameters:
///   - random: Drawn from by dropout; afterwards it stands behind the last number drawn.
///   - body: The forward pass.
/// - Returns: What `body` returns.
public func withTrainingMode<R>(
  using random: inout RandomStream, _ body: () throws -> R
) rethrows -> R {
  let mode = TrainingMode(random: random)
  defer { random = mode.random }
  return try TrainingMode.run(mode, body)
}

/// Runs `body` in evaluation, also inside `withTrainingMode(using:_:)`.
///
/// - Parameter body: The forward pass.
/// - Returns: What `body` returns.
public func withEvaluationMode<R>(_ body: () throws -> R) rethrows -> R {
  try TrainingMode.run(nil, body)
}

/// Runs `body` in evaluation, except that batch normalizations measure: each normalizes by the batch,
/// and its running statistics become the plain mean over all batches since they began anew.
///
/// - Parameter body: Forward passes; the same number of examples in each, or nearly.
/// - Returns: What `body` returns.
/// - Source: Li et al. 2016 (AdaBN), <https://arxiv.org/abs/1603.04779>.
public func withStatisticsMeasurement<R>(_ body: () throws -> R) rethrows -> R {
  try withEvaluationMode { try TrainingMode.measure(body) }
}
