import Determinism
import TensorCore

/// The loss over a growing learning rate, and the rate that it suggests.
public struct LearningRateCurve: Sendable {
  /// One update.
  public struct Point: Sendable, Hashable {
    /// The learning rate of the update.
    public let learningRate: Float
    /// The loss before it.
    public let loss: Float
    /// The running mean of the losses up to here.
    public let smoothedLoss: Float
  }

  /// The updates, the learning rates growing.
  public let points: [Point]
  /// Whether the test ended because the loss grew or was no longer finite.
  public let isDiverged: Bool

  /// The rate at which the smoothed loss fell fastest, before its least value.
  ///
  /// Nil where it never fell.
  public var suggestion: Float? {
    guard
      let least = points.indices.min(by: { points[$0].smoothedLoss < points[$1].smoothedLoss }),
      least >= 2
    else { return nil }
    var best: (rate: Float, slope: Float)?
    // The rates grow by one factor, so a difference of neighbours is a slope over log rate.
    for index in 1..<least {
      let slope = points[index + 1].smoothedLoss - points[index - 1].smoothedLoss
      if slope < best?.slope ?? 0 { best = (points[index].learningRate, slope) }
    }
    return best?.rate
  }
}

/// Trains for some updates with a learning rate that grows from tiny to absurd, to see where the loss
/// falls fastest.
///
/// - Source: Smith 2017, <https://arxiv.org/abs/1506.01186>, section 3.3; the stop at a loss so many
///   times the least one follows fastai.
public struct LearningRateRangeTest: Sendable, Hashable {
  /// The first learning rate, > 0.
  public let lowest: Float
  /// The last one, above the first.
  public let highest: Float
  /// The number of updates, at least 2.
  public let steps: Int
  /// The share of the running mean that stays, in 0 ..< 1.
  public let smoothing: Float
  /// How many times the least smoothed loss ends the test, > 1.
  public let divergence: Float

  /// Makes a test.
  ///
  /// - Parameters:
  ///   - lowest: The first learning rate, > 0.
  ///   - highest: The last one, above the first.
  ///   - steps: The number of updates, at least 2.
  ///   - smoothing: The share of the running mean that stays, in 0 ..< 1.
  ///   - divergence: How many times the least smoothed loss ends the test, > 1.
  public init(
    from lowest: Float = 1e-6, to highest: Float = 10, over steps: Int = 100,
    smoothing: Float = 0.9, divergence: Float = 4
  ) {
    precondition(
      lowest > 0 && highest > lowest && highest.isFinite,
      "LearningRateRangeTest: expected 0 < from < to, got \(lowest) and \(highest)")
    precondition(steps >= 2, "LearningRateRangeTest: expected at least 2 steps, got \(steps)")
    precondition(
      smoothing >= 0 && smoothing < 1,
      "LearningRateRangeTest: expected 0 ≤ smoothing < 1, got \(smoothing)")
    precondition(
      divergence > 1, "LearningRateRangeTest: expected a divergence above 1, got \(divergence)")
    self.lowest = lowest
    self.highest = highest
    self.steps = steps
    self.smoothing = smoothing
    self.divergence = divergence
  }

  /// The learning rate of an update: `lowest · (highest / lowest)^(step / (steps − 1))`.
  ///
  /// - Parameter step: In 0 ..< steps.
  /// - Returns: The rate.
  public func learningRate(_ step: Int) -> Float {
    if step >= steps - 1 { return highest }
    let share = Double(step) / Double(steps - 1)
    return Float(
      Double(lowest) * ExactMath.pow(Double(highest) / Double(lowest), share))
  }

  /// Runs the test on a module, which has its own parameters and buffers again afterwards.
  ///
  /// - Parameters:
  ///   - module: What is trained.
  ///   - optimizer: A copy of it takes the steps; its own learning rate is not used.
  ///   - loss: The loss of the next batch, a scalar.
  /// - Returns: The curve.
  public func run(
    on module: some Module, optimizer: any Optimizer, loss: () throws -> Tensor
  ) rethrows -> LearningRateCurve {
    let state = module.state
    let values = state.map(\.value)
    let parameters = module.parameters
    var optimizer = optimizer
    defer {
      for (parameter, value) in zip(state, values) { parameter.value = value }
      module.zeroGradients()
    }
    return try run { learningRate in
      module.zeroGradients()
      let value = try loss()
      value.backward()
      optimizer.learningRate = learningRate
      optimizer.step(parameters)
      return value.item
    }
  }

  /// Runs the test on anything that can take an update.
  ///
  /// - Parameter update: Takes one update with the learning rate and returns the loss before it.
  /// - Returns: The curve.
  public func run(_ update: (_ learningRate: Float) throws -> Float) rethrows -> LearningRateCurve {
    var points: [LearningRateCurve.Point] = []
    var mean = 0.0
    var weight = 1.0
    var least = Double.infinity
    for step in 0..<steps {
      let rate = learningRate(step)
      let loss = try update(rate)
      guard loss.isFinite else { return LearningRateCurve(points: points, isDiverged: true) }
      mean = Double(smoothing) * mean + (1 - Double(smoothing)) * Double(loss)
      weight *= Double(smoothing)
      let smoothed = mean / (1 - weight)
      points.append(.init(learningRate: rate, loss: loss, smoothedLoss: Float(smoothed)))
      least = min(least, smoothed)
      // A loss that can be below 0 has no multiples to compare with.
      if least > 0, smoothed > Double(divergence) * least {
        return LearningRateCurve(points: points, isDiverged: true)
      }
    }
    return LearningRateCurve(points: points, isDiverged: false)
  }
}
