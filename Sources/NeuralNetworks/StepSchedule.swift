import Determinism

/// Falls by a factor at certain steps: `start · factorᵏ`, k counting the steps that have come.
public struct StepSchedule: Schedule, Hashable {
  private enum Steps: Hashable {
    case every(Int)
    case at([Int])
  }

  /// The value before the first fall.
  public let start: Float
  /// What the value is multiplied with at each fall, ≥ 0.
  public let factor: Float
  private let steps: Steps

  /// Falls each time so many steps have passed, as PyTorch's `StepLR`.
  ///
  /// - Parameters:
  ///   - start: The value at step 0.
  ///   - factor: What the value is multiplied with at each fall, ≥ 0.
  ///   - steps: How many steps lie between two falls, at least 1.
  public init(from start: Float, factor: Float, every steps: Int) {
    precondition(steps >= 1, "StepSchedule: expected at least 1 step, got \(steps)")
    precondition(factor >= 0, "StepSchedule: expected a factor ≥ 0, got \(factor)")
    self.start = start
    self.factor = factor
    self.steps = .every(steps)
  }

  /// Falls at the given steps, as PyTorch's `MultiStepLR`.
  ///
  /// - Parameters:
  ///   - start: The value before the first of them.
  ///   - factor: What the value is multiplied with at each, ≥ 0.
  ///   - steps: The first steps with the lower value, in any order; one that comes twice counts twice.
  public init(from start: Float, factor: Float, at steps: [Int]) {
    precondition(factor >= 0, "StepSchedule: expected a factor ≥ 0, got \(factor)")
    self.start = start
    self.factor = factor
    self.steps = .at(steps)
  }

  /// The value at a step.
  ///
  /// - Parameter step: At least 0.
  /// - Returns: The value.
  public func callAsFunction(_ step: Int) -> Float {
    let count =
      switch steps {
      case .every(let length): max(step, 0) / length
      case .at(let steps): steps.count { $0 <= step }
      }
    return Float(Double(start) * repeatedProduct(of: Double(factor), count: count))
  }
}

/// A power of a falling line: `end + (start − end) (1 − min(step / steps, 1))ᵖ`.
///
/// - Source: PyTorch `PolynomialLR`, whose end is 0.
public struct PolynomialSchedule: Schedule, Hashable {
  /// The value at step 0.
  public let start: Float
  /// The value from step `steps` on.
  public let end: Float
  /// The exponent p, > 0; 1 is a line.
  public let power: Float
  /// The length of the way from `start` to `end`; 0 means `end` at once.
  public let steps: Int

  /// Makes a schedule.
  ///
  /// - Parameters:
  ///   - start: The value at step 0.
  ///   - end: The value from step `steps` on.
  ///   - power: The exponent, > 0.
  ///   - steps: At least 0.
  public init(from start: Float, to end: Float = 0, power: Float, over steps: Int) {
    precondition(steps >= 0, "PolynomialSchedule: expected at least 0 steps, got \(steps)")
    precondition(power > 0, "PolynomialSchedule: expected a power above 0, got \(power)")
    self.start = start
    self.end = end
    self.power = power
    self.steps = steps
  }

  /// The value at a step.
  ///
  /// - Parameter step: At least 0.
  /// - Returns: A value between `start` and `end`.
  public func callAsFunction(_ step: Int) -> Float {
    let rest = 1 - progress(step, over: steps)
    return interpolate(
      from: start, to: end, share: 1 - (rest > 0 ? ExactMath.pow(rest, Double(power)) : 0))
  }
}
