import Determinism

extension CartPole {
  /// Draws track, cart and pole, 300 by 200 pixels.
  ///
  /// The orange posts stand where the episode ends. The pole turns from blue to vermilion when the
  /// state is past a threshold. A pole too long for the picture is drawn 130 pixels long.
  public func render() -> Frame {
    let ground = 160
    let scale = 130 / parameters.positionThreshold
    var frame = Frame(width: 300, height: 200)
    frame.fillRectangle(x: 0, y: ground, width: 300, height: 40, .mist)
    frame.fillRectangle(x: 0, y: ground, width: 300, height: 2, .slate)
    for post in [20, 280] {
      frame.fillRectangle(x: post - 1, y: ground - 12, width: 3, height: 12, .orange)
    }
    let cart = 150 + pixel(state.position * scale)
    let hinge = ground - 22
    frame.fillRectangle(x: cart - 22, y: hinge, width: 44, height: 16, .ink)
    for wheel in [cart - 13, cart + 13] {
      frame.fillCircle(x: wheel, y: ground - 5, radius: 5, .slate)
    }
    let length = min(2 * parameters.halfLength * scale, 130)
    frame.drawLine(
      fromX: cart, fromY: hinge, toX: cart + pixel(length * ExactMath.sin(state.angle)),
      toY: hinge - pixel(length * ExactMath.cos(state.angle)), thickness: 7,
      hasFallen ? .vermilion : .blue)
    frame.fillCircle(x: cart, y: hinge, radius: 4, .yellow)
    return frame
  }

  /// Position in metres and angle in degrees, rounded to two places.
  public func describeState() -> String {
    let degrees = state.angle * 180 / Double.pi
    return "cart at \(hundredths(state.position)) m, pole at \(hundredths(degrees))°"
  }
}
