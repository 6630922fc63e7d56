import Determinism

/// A value that depends on how far training has come, and on nothing else.
///
/// A schedule is a pure function: a resumed run gets the same values as one that never stopped.
public protocol Schedule: Sendable {
  /// The value at a step.
  ///
  /// - Parameter step: At least 0; counts whatever the caller counts.
  /// - Returns: The value.
  func callAsFunction(_ step: Int) -> Float
}

/// The same value for ever.
public struct ConstantSchedule: Schedule, Hashable {
  /// The value.
  public let value: Float

  /// Makes a schedule.
  ///
  /// - Parameter value: The value at every step.
  public init(_ value: Float) { self.value = value }

  /// The value, whatever the step.
  ///
  /// - Parameter step: Not used.
  /// - Returns: The value.
  public func callAsFunction(_ step: Int) -> Float { value }
}

/// A straight line: `start + (end − start) · min(step / steps, 1)`.
public struct LinearSchedule: Schedule, Hashable {
  /// The value at step 0.
  public let start: Float
  /// The value from step `steps` on.
  public let end: Float
  /// The length of the way from `start` to `end`; 0 means `end` at once.
  public let steps: Int

  /// Makes a schedule.
  ///
  /// - Parameters:
  ///   - start: The value at step 0.
  ///   - end: The value from step `steps` on.
  ///   - steps: At least 0.
  public init(from start: Float, to end: Float, over steps: Int) {
    precondition(steps >= 0, "LinearSchedule: expected at least 0 steps, got \(steps)")
    self.start = start
    self.end = end
    self.steps = steps
  }

  /// The value at a step.
  ///
  /// - Parameter step: At least 0.
  /// - Returns: A value between `start` and `end`.
  public func callAsFunction(_ step: Int) -> Float {
    interpolate(from: start, to: end, share: progress(step, over: steps))
  }
}

/// Half a cosine wave: `end + (start − end) (1 + cos(π min(step / steps, 1))) / 2`.
///
/// Source: Loshchilov and Hutter 2017, <https://arxiv.org/abs/1608.03983>, equation 5, without restarts.
public struct CosineSchedule: Schedule, Hashable {
  /// The value at step 0.
  public let start: Float
  /// The value from step `steps` on.
  public let end: Float
  /// The length of the way from `start` to `end`; 0 means `end` at once.
  public let steps: Int

  /// Makes a schedule.
  ///
  /// - Parameters:
  ///   - start: The value at step 0.
  ///   - end: The value from step `steps` on.
  ///   - steps: At least 0.
  public init(from start: Float, to end: Float, over steps: Int) {
    precondition(steps >= 0, "CosineSchedule: expected at least 0 steps, got \(steps)")
    self.start = start
    self.end = end
    self.steps = steps
  }

  /// The value at a step.
  ///
  /// - Parameter step: At least 0.
  /// - Returns: A value between `start` and `end`.
  public func callAsFunction(_ step: Int) -> Float {
    let angle = Double.pi * progress(step, over: steps)
    return interpolate(from: start, to: end, share: (1 - ExactMath.cos(angle)) / 2)
  }
}

/// Geometric decay to a floor: `max(start · factorˢᵗᵉᵖ, floor)`.
public struct ExponentialSchedule: Schedule, Hashable {
  /// The value at step 0.
  public let start: Float
  /// What the value is multiplied with at each step, in 0 < factor ≤ 1.
  public let factor: Float
  /// The least value.
  public let floor: Float

  /// Makes a schedule.
  ///
  /// - Parameters:
  ///   - start: The value at step 0, at least `floor`.
  ///   - factor: In 0 < factor ≤ 1.
  ///   - floor: The least value.
  public init(from start: Float, factor: Float, floor: Float = 0) {
    precondition(
      factor > 0 && factor <= 1, "ExponentialSchedule: expected 0 < factor ≤ 1, got \(factor)")
    precondition(
      start >= floor, "ExponentialSchedule: expected a start of at least \(floor), got \(start)")
    self.start = start
    self.factor = factor
    self.floor = floor
  }

  /// The value at a step.
  ///
  /// - Parameter step: At least 0.
  /// - Returns: A value between `floor` and `start`.
  public func callAsFunction(_ step: Int) -> Float {
    let power = repeatedProduct(of: Double(factor), count: max(step, 0))
    return max(Float(Double(start) * power), floor)
  }
}

/// A straight climb from 0 to another schedule's first value, then that schedule from its step 0.
public struct WarmUpSchedule<Following: Schedule>: Schedule {
  /// The length of the climb; 0 means none.
  public let steps: Int
  /// What comes after.
  public let following: Following

  /// Makes a schedule.
  ///
  /// - Parameters:
  ///   - steps: At least 0.
  ///   - following: What comes after; it begins at its step 0 when the climb is over.
  public init(over steps: Int, then following: Following) {
    precondition(steps >= 0, "WarmUpSchedule: expected at least 0 steps, got \(steps)")
    self.steps = steps
    self.following = following
  }

  /// The value at a step.
  ///
  /// - Parameter step: At least 0.
  /// - Returns: `following(0) · step / steps` on the climb, then `following(step − steps)`.
  public func callAsFunction(_ step: Int) -> Float {
    guard step < steps else { return following(step - steps) }
    return interpolate(from: 0, to: following(0), share: progress(step, over: steps))
  }
}

/// How far a step has come, in 0 … 1.
func progress(_ step: Int, over steps: Int) -> Double {
  step >= steps ? 1 : Double(max(step, 0)) / Double(steps)
}

/// A point between two values, in Double, rounded once; exact at both ends.
func interpolate(from start: Float, to end: Float, share: Double) -> Float {
  if share >= 1 { return end }
  return Float(Double(start) + (Double(end) - Double(start)) * share)
}
