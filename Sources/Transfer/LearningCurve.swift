import Documents

/// Performance against training: mean evaluation returns at rising numbers of environment steps.
public struct LearningCurve: Sendable, Hashable {
  /// One evaluation.
  public struct Point: Sendable, Hashable {
    /// Environment steps trained before the evaluation.
    public var step: Int
    /// Mean return of the evaluation.
    public var value: Double

    /// A point of a curve.
    public init(step: Int, value: Double) {
      self.step = step
      self.value = value
    }
  }

  /// The points by rising step.
  public let points: [Point]

  /// A curve.
  ///
  /// - Precondition: there is a point, and each step is greater than the one before.
  public init(_ points: [Point]) {
    precondition(!points.isEmpty, "expected at least one point, got none")
    for (point, next) in zip(points, points.dropFirst()) {
      precondition(
        point.step < next.step, "expected rising steps, got \(point.step) before \(next.step)")
    }
    self.points = points
  }

  /// The first step.
  public var firstStep: Int { points.first?.step ?? 0 }

  /// The last step.
  public var lastStep: Int { points.last?.step ?? 0 }

  /// The first value.
  public var start: Double { points.first?.value ?? 0 }

  /// The mean of the last tenth of the points, at least one.
  public var asymptote: Double {
    let tail = points.suffix(max(1, points.count / 10))
    return tail.reduce(0) { $0 + $1.value } / Double(tail.count)
  }

  /// The area under the curve by the trapezoidal rule, in return · steps.
  public var area: Double {
    zip(points, points.dropFirst()).reduce(0) { sum, pair in
      sum + Double(pair.1.step - pair.0.step) * (pair.0.value + pair.1.value) / 2
    }
  }

  /// The first step at which the value is at least `threshold`; nil where it never is.
  public func steps(to threshold: Double) -> Int? {
    points.first { $0.value >= threshold }?.step
  }

  /// The mean of several curves with the same steps.
  ///
  /// - Precondition: there is a curve, and all have the same steps.
  public static func mean(of curves: [LearningCurve]) -> LearningCurve {
    precondition(!curves.isEmpty, "expected at least one curve, got none")
    let steps = curves[0].points.map(\.step)
    for curve in curves {
      precondition(
        curve.points.map(\.step) == steps, "expected the steps \(steps) in every curve")
    }
    return LearningCurve(
      steps.indices.map { index in
        let sum = curves.reduce(0) { $0 + $1.points[index].value }
        return Point(step: steps[index], value: sum / Double(curves.count))
      })
  }
}
