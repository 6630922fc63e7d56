import Determinism

extension Acrobot {
  /// Draws the links, the joints and the height to reach, 240 by 240 pixels.
  ///
  /// The height's line turns from orange to green when the free end is above it.
  public func render() -> Frame {
    let scale = 110 / (parameters.length1 + parameters.length2)
    var frame = Frame(width: 240, height: 240)
    let goal = 120 - pixel(parameters.goalHeight * scale)
    frame.fillRectangle(
      x: 0, y: goal - 1, width: 240, height: 2, height > parameters.goalHeight ? .green : .orange)
    let middle = joint(from: (120, 120), angle: state.angle1, length: parameters.length1 * scale)
    let end = joint(
      from: middle, angle: state.angle1 + state.angle2, length: parameters.length2 * scale)
    frame.drawLine(
      fromX: 120, fromY: 120, toX: middle.x, toY: middle.y, thickness: 11, .slate)
    frame.drawLine(
      fromX: middle.x, fromY: middle.y, toX: end.x, toY: end.y, thickness: 9, .blue)
    frame.fillCircle(x: 120, y: 120, radius: 5, .yellow)
    frame.fillCircle(x: middle.x, y: middle.y, radius: 5, .yellow)
    frame.fillCircle(x: end.x, y: end.y, radius: 5, .ink)
    return frame
  }

  /// Both angles in degrees and the height of the end, rounded to two places.
  public func describeState() -> String {
    let degrees = 180 / Double.pi
    return "θ1 \(hundredths(state.angle1 * degrees))°, θ2 \(hundredths(state.angle2 * degrees))°, "
      + "end at height \(hundredths(height))"
  }

  /// The other end of a link that starts at a pixel; angle 0 hangs down.
  private func joint(from start: (x: Int, y: Int), angle: Double, length: Double) -> (
    x: Int, y: Int
  ) {
    (
      start.x + pixel(length * ExactMath.sin(angle)), start.y + pixel(length * ExactMath.cos(angle))
    )
  }
}
