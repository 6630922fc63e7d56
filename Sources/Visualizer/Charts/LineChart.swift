import Environments

/// Lines over two axes, each with a shaded interval, as a value: learning curves, profiles.
///
/// The picture is a pure function of the chart and its size: the same bytes on every machine. It
/// reads without colour: each line has its own dashes and markers besides its colour.
public struct LineChart: Hashable, Sendable {
  /// What the chart shows, at its top.
  public var title: String
  /// A quieter line below the title: what line and interval mean, over how many runs.
  public var caption = ""
  /// What the horizontal axis counts, with its unit.
  public var xLabel: String
  /// What the vertical axis measures, with its unit.
  public var yLabel: String
  /// The lines, drawn in their order, so that the last lies on top.
  public var series: [Series]
  /// The values from one side to the other; nil to see all of them.
  public var xRange: ClosedRange<Double>?
  /// The values from bottom to top; nil to see all of them.
  public var yRange: ClosedRange<Double>?
  /// The colours.
  public var theme = ChartTheme.light

  /// One place of a line, and the interval around it.
  public struct Point: Hashable, Sendable {
    /// The place on the horizontal axis.
    public var x: Double
    /// The value; a gap in the line where it is not finite.
    public var y: Double
    /// The lower end of the interval; none where it is NaN.
    public var low: Double
    /// The upper end of the interval; none where it is NaN.
    public var high: Double

    /// Creates a point with an interval.
    public init(x: Double, y: Double, low: Double, high: Double) {
      (self.x, self.y, self.low, self.high) = (x, y, low, high)
    }

    /// Creates a point without an interval.
    public init(x: Double, y: Double) { self.init(x: x, y: y, low: .nan, high: .nan) }
  }

  /// A line and its name.
  public struct Series: Hashable, Sendable {
    /// The name in the legend.
    public var name: String
    /// The places, from left to right.
    public var points: [Point]
    /// Whether the value stays until the next point, as in a distribution, and then jumps.
    public var isStepped = false

    /// Creates a line.
    public init(name: String, points: [Point], isStepped: Bool = false) {
      (self.name, self.points, self.isStepped) = (name, points, isStepped)
    }
  }

  /// Creates a chart.
  ///
  /// - Parameters:
  ///   - title: What it shows.
  ///   - xLabel: What the horizontal axis counts, with its unit.
  ///   - yLabel: What the vertical axis measures, with its unit.
  ///   - series: The lines.
  public init(title: String, xLabel: String, yLabel: String, series: [Series]) {
    (self.title, self.xLabel, self.yLabel, self.series) = (title, xLabel, yLabel, series)
  }

  /// The lengths that a picture may have, in pixels.
  public static let sizes = 120...8192

  /// The chart as an SVG file.
  ///
  /// - Parameters:
  ///   - width: The width it asks for, in pixels.
  ///   - height: The height it asks for, in pixels.
  /// - Returns: The text of the file.
  /// - Precondition: both lengths lie in `sizes`.
  public func svg(width: Int = 720, height: Int = 450) -> String {
    ChartSVG.text(drawing(width: width, height: height), width: width, height: height)
  }

  /// The chart as a PNG file.
  ///
  /// - Parameters:
  ///   - width: Pixels across.
  ///   - height: Pixels down.
  /// - Returns: The bytes of the file.
  /// - Precondition: both lengths lie in `sizes`.
  public func png(width: Int = 1440, height: Int = 900) -> [UInt8] {
    PNGFile.bytes(of: frame(width: width, height: height))
  }

  /// The chart as a picture.
  ///
  /// - Parameters:
  ///   - width: Pixels across.
  ///   - height: Pixels down.
  /// - Returns: The picture.
  /// - Precondition: both lengths lie in `sizes`.
  public func frame(width: Int, height: Int) -> Frame {
    let drawing = drawing(width: width, height: height)
    var canvas = CoverageCanvas(width: width, height: height, color: theme.background)
    canvas.draw(drawing, scale: Self.scale(ofWidth: width))
    return canvas.frame
  }

  /// Pixels of a picture per unit of a drawing: what is wider than 720 grows as a whole.
  private static func scale(ofWidth width: Int) -> Double { max(1, Double(width) / 720) }

  private func drawing(width: Int, height: Int) -> ChartDrawing {
    precondition(
      Self.sizes.contains(width) && Self.sizes.contains(height),
      "expected lengths in \(Self.sizes), got \(width) x \(height)")
    let scale = Self.scale(ofWidth: width)
    return LineChartLayout(
      chart: self, width: Double(width) / scale, height: Double(height) / scale
    ).drawing()
  }
}
