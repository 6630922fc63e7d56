import Determinism

extension MountainCar {
  /// Draws the road, the flag and the car, 300 by 200 pixels.
  public func render() -> Frame {
    var frame = Frame(width: 300, height: 200)
    for column in 0..<300 {
      let top = row(at: position(ofColumn: column))
      frame.fillRectangle(x: column, y: top, width: 1, height: 200 - top, .mist)
      frame.fillRectangle(x: column, y: top, width: 1, height: 3, .slate)
    }
    let flag = self.column(at: parameters.goalPosition)
    let foot = row(at: parameters.goalPosition)
    frame.fillRectangle(x: flag - 1, y: foot - 34, width: 2, height: 34, .ink)
    frame.fillPolygon(
      [(flag, foot - 34), (flag + 16, foot - 28), (flag, foot - 22)], .green)
    drawCar(in: &frame)
    return frame
  }

  /// Position and velocity, rounded to three places.
  public func describeState() -> String {
    "car at \(thousandths(state.position)), velocity \(thousandths(state.velocity))"
  }

  /// A body along the road on two wheels.
  private func drawCar(in frame: inout Frame) {
    let x = Double(column(at: state.position))
    let y = Double(row(at: state.position))
    // The road's direction in pixels: one pixel to the right climbs `slope` pixels.
    let slope = 1.35 * ExactMath.cos(3 * state.position) * heightScale / columnScale
    let length = (1 + slope * slope).squareRoot()
    let (alongX, alongY) = (1 / length, -slope / length)
    // A place `a` pixels along the road and `h` pixels off it.
    func place(_ a: Double, _ h: Double) -> (x: Int, y: Int) {
      (pixel(x + a * alongX + h * alongY), pixel(y + a * alongY - h * alongX))
    }
    frame.fillPolygon([place(-15, 5), place(15, 5), place(15, 13), place(-15, 13)], .blue)
    frame.fillPolygon([place(-8, 12), place(7, 12), place(4, 19), place(-6, 19)], .sky)
    for side in [-9.0, 9.0] {
      let wheel = place(side, 5)
      frame.fillCircle(x: wheel.x, y: wheel.y, radius: 5, .ink)
    }
  }

  private var columnScale: Double {
    299 / (parameters.maximumPosition - parameters.minimumPosition)
  }
  private var heightScale: Double { 130 }

  private func column(at position: Double) -> Int {
    pixel((position - parameters.minimumPosition) * columnScale)
  }

  private func position(ofColumn column: Int) -> Double {
    parameters.minimumPosition + Double(column) / columnScale
  }

  /// The pixel row of the road at a position; the road's height there is 0.45 sin(3 position) + 0.55.
  private func row(at position: Double) -> Int {
    let height = 0.45 * ExactMath.sin(3 * position) + 0.55
    return 185 - pixel(height * heightScale)
  }
}
