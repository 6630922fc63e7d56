import Determinism

/// Half cosine waves that begin again, each `growth` times as long as the one before.
///
/// In a wave of T steps, t after its beginning: `end + (start − end) (1 + cos(π t / T)) / 2`.
///
/// - Source: Loshchilov and Hutter 2017, <https://arxiv.org/abs/1608.03983>, equation 5; PyTorch
///   `CosineAnnealingWarmRestarts`.
public struct CosineRestartsSchedule: Schedule, Hashable {
  /// The value at the beginning of each wave.
  public let start: Float
  /// The value that each wave falls towards.
  public let end: Float
  /// The length of the first wave, in steps.
  public let steps: Int
  /// How many times as long as the one before a wave is.
  public let growth: Int

  /// Makes a schedule.
  ///
  /// - Parameters:
  ///   - start: The value at the beginning of each wave.
  ///   - end: The value that each wave falls towards.
  ///   - steps: The length of the first wave, at least 1.
  ///   - growth: How many times as long as the one before a wave is, at least 1.
  public init(from start: Float, to end: Float = 0, first steps: Int, growth: Int = 1) {
    precondition(
      steps >= 1 && growth >= 1,
      "CosineRestartsSchedule: expected steps and growth of at least 1, got \(steps) and \(growth)")
    self.start = start
    self.end = end
    self.steps = steps
    self.growth = growth
  }

  /// The value at a step.
  ///
  /// - Parameter step: At least 0.
  /// - Returns: A value between `start` and `end`.
  public func callAsFunction(_ step: Int) -> Float {
    var rest = max(step, 0)
    var length = steps
    if growth == 1 {
      rest %= length
    } else {
      while rest >= length {
        rest -= length
        let (next, overflow) = length.multipliedReportingOverflow(by: growth)
        length = overflow ? .max : next
      }
    }
    let angle = Double.pi * progress(rest, over: length)
    return interpolate(from: start, to: end, share: (1 - ExactMath.cos(angle)) / 2)
  }
}

/// Up to a peak and down far below the beginning, both along half a cosine wave.
///
/// With S steps in all and the share r of them for the climb: from `peak / startDivisor` at step 0 to
/// `peak` at step r S − 1, then to `peak / (startDivisor · endDivisor)` at step S − 1 and for ever.
///
/// - Source: Smith and Topin 2018, <https://arxiv.org/abs/1708.07120>; PyTorch `OneCycleLR` with two
///   phases.
public struct OneCycleSchedule: Schedule, Hashable {
  /// The largest value.
  public let peak: Float
  /// The number of steps in all.
  public let steps: Int
  /// The share of the steps that climb.
  public let climb: Float
  /// How many times smaller than `peak` the first value is.
  public let startDivisor: Float
  /// How many times smaller than the first value the last one is.
  public let endDivisor: Float

  /// Makes a schedule.
  ///
  /// - Parameters:
  ///   - peak: The largest value.
  ///   - steps: The number of steps in all, at least 1.
  ///   - climb: The share of the steps that climb, in 0 … 1.
  ///   - startDivisor: How many times smaller than `peak` the first value is, > 0.
  ///   - endDivisor: How many times smaller than the first value the last one is, > 0.
  public init(
    peak: Float, over steps: Int, climb: Float = 0.3, startDivisor: Float = 25,
    endDivisor: Float = 10_000
  ) {
    precondition(steps >= 1, "OneCycleSchedule: expected at least 1 step, got \(steps)")
    precondition(
      climb >= 0 && climb <= 1, "OneCycleSchedule: expected a climb in 0 … 1, got \(climb)")
    precondition(
      startDivisor > 0 && endDivisor > 0,
      "OneCycleSchedule: expected divisors above 0, got \(startDivisor) and \(endDivisor)")
    self.peak = peak
    self.steps = steps
    self.climb = climb
    self.startDivisor = startDivisor
    self.endDivisor = endDivisor
  }

  /// The value at a step.
  ///
  /// - Parameter step: At least 0.
  /// - Returns: The value.
  public func callAsFunction(_ step: Int) -> Float {
    let first = Double(peak) / Double(startDivisor)
    let last = first / Double(endDivisor)
    let top = Double(climb) * Double(steps) - 1
    let step = Double(max(step, 0))
    if top > 0, step <= top { return Self.wave(from: first, to: Double(peak), share: step / top) }
    let way = Double(steps - 1) - max(top, 0)
    let share = way > 0 ? min((step - max(top, 0)) / way, 1) : 1
    return Self.wave(from: Double(peak), to: last, share: share)
  }

  private static func wave(from start: Double, to end: Double, share: Double) -> Float {
    Float(start + (end - start) * (1 - ExactMath.cos(Double.pi * share)) / 2)
  }
}
