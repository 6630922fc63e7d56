import Environments
import Testing
import Visualizer

@Suite struct ThemeTests {
  @Test(arguments: ThemeKind.allCases) func textStandsOutFromEverySurface(kind: ThemeKind) {
    let theme = Theme.of(kind)
    for surface in [theme.paper, theme.panel] {
      for text in [theme.ink, theme.faint] {
        #expect(text.contrast(to: surface) >= 4.5, "\(text) on \(surface)")
      }
      // Lines and bars need 3 to 1.
      for color in [theme.accent, theme.second, theme.third, theme.positive, theme.negative] {
        #expect(color.contrast(to: surface) >= 3, "\(color) on \(surface)")
      }
    }
    for color in theme.heat { #expect(Theme.text(on: color).contrast(to: color) >= 4.5) }
  }

  @Test func contrastIsThatOfTheStandard() {
    let (black, white) = (Color(0x000000), Color(0xFFFFFF))
    #expect(abs(white.contrast(to: black) - 21) < 1e-9)
    // Figures by the definition of WCAG 2.1, with the power 2.4.
    #expect(abs(Color(0x777777).contrast(to: white) - 4.478) < 0.03)
    #expect(abs(Color(0x0072B2).contrast(to: white) - 5.189) < 0.03)
    #expect(abs(Color(0x202020).relativeLuminance - 0.01444) < 0.0005)
  }

  @Test func heatGrowsLighterFromEachStepToTheNext() {
    for kind in ThemeKind.allCases {
      let theme = Theme.of(kind)
      #expect(theme.heat.count == 256)
      let light = theme.heat.map(\.relativeLuminance)
      for step in 1..<256 { #expect(light[step] >= light[step - 1], "step \(step)") }
      // Every sixteenth of the way is told from the one before.
      for step in 16..<256 { #expect(light[step] > light[step - 16] + 0.004, "step \(step)") }
      #expect(theme.heat(at: 0) == theme.heat[0] && theme.heat(at: 7) == theme.heat[255])
      #expect(theme.heat(at: .nan) == theme.grid)
    }
  }

  @Test(arguments: ThemeKind.allCases) func huesDifferForTheColourBlind(kind: ThemeKind) {
    let theme = Theme.of(kind)
    let colors = [theme.accent, theme.second, theme.third, theme.positive, theme.negative]
    for (index, color) in colors.enumerated() {
      for other in colors[..<index] {
        for matrix in Self.deficiencies {
          let (a, b) = (Self.seen(color, matrix), Self.seen(other, matrix))
          let distance = ((a - b) * (a - b)).sum().squareRoot()
          #expect(distance > 32, "\(color) and \(other) are \(distance) apart")
        }
      }
    }
  }

  /// What people without red, green or blue cones see of a colour, roughly.
  ///
  /// Linear maps of Viénot, Brettel and Mollon (1999) for the first two, of Machado, Oliveira and
  /// Fernandes (2009) for the third.
  private static let deficiencies: [[SIMD4<Double>]] = [
    [[0.1124, 0.8876, 0, 0], [0.1124, 0.8876, 0, 0], [0.0040, -0.0040, 1, 0]],
    [[0.2928, 0.7072, 0, 0], [0.2928, 0.7072, 0, 0], [-0.0223, 0.0223, 1, 0]],
    [[1.2555, -0.0767, -0.1788, 0], [-0.0784, 0.9308, 0.1476, 0], [0.0047, 0.6914, 0.3039, 0]],
  ]

  private static func seen(_ color: Color, _ matrix: [SIMD4<Double>]) -> SIMD4<Double> {
    let light = SIMD4(Double(color.red), Double(color.green), Double(color.blue), 0)
    return [(matrix[0] * light).sum(), (matrix[1] * light).sum(), (matrix[2] * light).sum(), 0]
  }
}
