import Environments

/// The colours of a chart.
///
/// Lines take the colours of Okabe and Ito (2008) that stand out from the background; people with
/// any of the common colour deficiencies tell them apart.
public enum ChartTheme: String, CaseIterable, Sendable {
  /// Dark on white.
  case light
  /// Light on near black.
  case dark

  /// Behind everything.
  var background: Color { self == .light ? Color(0xFFFFFF) : Color(0x16191D) }
  /// Titles.
  var ink: Color { self == .light ? .ink : Color(0xECEBE6) }
  /// Labels, captions and the axis.
  var quiet: Color { self == .light ? Color(0x5E646C) : Color(0xA5AAB0) }
  /// The grid line of zero, where there are values below it.
  var zero: Color { self == .light ? Color(0xB4B7BA) : Color(0x5A6068) }
  /// Grid lines.
  var grid: Color { self == .light ? Color(0xE6E5E0) : Color(0x2D3238) }

  private var palette: [Color] {
    self == .light
      ? [.blue, .vermilion, .green, .purple, .orange, .sky, .ink]
      : [.sky, .orange, .green, .purple, .yellow, .vermilion, Color(0xECEBE6)]
  }

  /// The look of the line of this number, from 0.
  package func style(_ index: Int) -> ChartLineStyle {
    ChartLineStyle(
      color: palette[index % palette.count],
      dashes: Self.dashes[index % Self.dashes.count],
      marker: ChartMarker.allCases[index % ChartMarker.allCases.count])
  }

  /// Lengths of line and gap in turn; empty for an unbroken line.
  private static let dashes: [[Double]] = [[], [7, 4], [1.5, 3.5], [9, 3.5, 1.5, 3.5], [14, 4]]
}

/// How a line is told from the others.
package struct ChartLineStyle: Hashable {
  /// The colour.
  package var color: Color
  /// Lengths of line and gap in turn; empty for an unbroken line.
  package var dashes: [Double]
  /// The sign on it.
  package var marker: ChartMarker
}

/// The sign that a line carries here and there.
package enum ChartMarker: CaseIterable {
  case disc, square, triangle, diamond, ring, point

  /// The shapes of one sign, with a rim of the background's colour around it.
  func shapes(at center: SIMD2<Double>, _ color: Color, rim: Color) -> [ChartShape] {
    let size = 3.6
    switch self {
    case .disc:
      return [.disc(center, radius: size + 1.4, rim), .disc(center, radius: size, color)]
    case .ring:
      return [
        .disc(center, radius: size + 1.4, rim), .disc(center, radius: size, color),
        .disc(center, radius: size - 1.7, rim),
      ]
    case .square, .triangle, .diamond, .point:
      return [
        .polygon(corners.map { center + $0 * (size + 2) }, rim),
        .polygon(corners.map { center + $0 * size }, color),
      ]
    }
  }

  /// The corners about the middle, clockwise, for a sign of size 1.
  private var corners: [SIMD2<Double>] {
    switch self {
    case .disc, .ring: []
    case .square: [[-0.9, -0.9], [0.9, -0.9], [0.9, 0.9], [-0.9, 0.9]]
    case .triangle: [[0, -1.25], [1.15, 0.8], [-1.15, 0.8]]
    case .diamond: [[0, -1.3], [1.3, 0], [0, 1.3], [-1.3, 0]]
    case .point: [[-1.15, -0.8], [1.15, -0.8], [0, 1.25]]
    }
  }
}
