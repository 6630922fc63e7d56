import Environments

/// The colours of a view, dark or light.
///
/// The hues are those of Okabe and Ito (2008), lighter or darker where text or thin lines need it:
/// people with any of the common colour deficiencies tell them apart. Text of ``ink`` and ``faint``
/// stands out from every surface by 4.5 to 1 or more.
package struct Theme: Hashable, Sendable {
  /// Behind everything.
  package var paper: Color
  /// Behind the content of a panel.
  package var panel: Color
  /// Text, and lines that matter.
  package var ink: Color
  /// Labels and captions.
  package var faint: Color
  /// Grid lines, frames, the empty part of a bar.
  package var grid: Color
  /// What is chosen, present, the agent's: blue.
  package var accent: Color
  /// What is compared with it: orange.
  package var second: Color
  /// A third line: purple.
  package var third: Color
  /// Bars and marks of things that are not chosen: grey.
  package var muted: Color
  /// Gain: green.
  package var positive: Color
  /// Loss, and the mark of a recording: vermilion.
  package var negative: Color
  /// From the least to the greatest in 256 steps: dark blue to light yellow, ever lighter.
  package var heat: [Color]

  /// The colours of a kind.
  package static func of(_ kind: ThemeKind) -> Theme { kind == .dark ? dark : light }

  /// The colour of a value's place between the least and the greatest, 0...1.
  package func heat(at share: Double) -> Color {
    share.isFinite ? heat[Int((min(1, max(0, share)) * 255).rounded())] : grid
  }

  /// The one of black and white that stands out from a colour.
  package static func text(on color: Color) -> Color {
    color.contrast(to: darkText) >= color.contrast(to: lightText) ? darkText : lightText
  }

  private static let darkText = Color(0x000000)
  private static let lightText = Color(0xFFFFFF)

  private static let dark = Theme(
    paper: Color(0x121519), panel: Color(0x1B1F25), ink: Color(0xECEBE6), faint: Color(0xA3A9B1),
    grid: Color(0x333A43), accent: .sky, second: .orange, third: Color(0xDD9AC4),
    muted: Color(0x69727D), positive: Color(0x1FB58A), negative: Color(0xEE6C2C),
    heat: heatColors)

  private static let light = Theme(
    paper: Color(0xF1EFE9), panel: Color(0xFFFFFF), ink: .ink, faint: Color(0x5C626B),
    grid: Color(0xDDDCD6), accent: Color(0x0064A8), second: Color(0xB87A00), third: Color(0x9C3F8A),
    muted: Color(0x9AA0A7), positive: Color(0x2A9460), negative: Color(0xB83C00),
    heat: heatColors)

  private static let heatColors: [Color] = {
    let stops: [UInt32] = [
      0x06214C, 0x2F3B6B, 0x4E546E, 0x6A6D72, 0x868776, 0xA39F72, 0xC2B96A, 0xE1D45E, 0xFBEE74,
    ]
    return (0..<256).map { step in
      let (from, to) = (Color(stops[step * 8 / 256]), Color(stops[step * 8 / 256 + 1]))
      return from.mixed(with: to, share: step * 8 % 256)
    }
  }()
}

extension Color {
  /// The mixture with another colour, of which it takes `share` 256ths.
  package func mixed(with other: Color, share: Int) -> Color {
    func mix(_ a: UInt8, _ b: UInt8) -> UInt8 {
      UInt8((Int(a) * (256 - share) + Int(b) * share + 128) / 256)
    }
    return Color(
      red: mix(red, other.red), green: mix(green, other.green), blue: mix(blue, other.blue))
  }

  /// The ratio of contrast of WCAG 2, from 1 to 21.
  package func contrast(to other: Color) -> Double {
    let (a, b) = (relativeLuminance, other.relativeLuminance)
    return (max(a, b) + 0.05) / (min(a, b) + 0.05)
  }

  /// The light that a colour gives, 0...1, as WCAG 2 reckons it.
  package var relativeLuminance: Double {
    0.2126 * Self.linear(red) + 0.7152 * Self.linear(green) + 0.0722 * Self.linear(blue)
  }

  /// The light of a channel: the power 2.4 as square times square root of the square root of the
  /// square, near enough (within 0.002) and exactly the same everywhere.
  private static func linear(_ channel: UInt8) -> Double {
    let share = Double(channel) / 255
    guard share > 0.04045 else { return share / 12.92 }
    let base = (share + 0.055) / 1.055
    // 2.4 lies between 2.375 and 2.4375, which square roots reach.
    let eighth = base.squareRoot().squareRoot().squareRoot()
    let (low, high) = (base * base * eighth * eighth * eighth, eighth.squareRoot())
    return low * (0.6 + 0.4 * high)
  }

  /// As a pixel of a ``Picture``.
  @inline(__always)
  package var pixel: UInt32 { UInt32(red) << 16 | UInt32(green) << 8 | UInt32(blue) }
}
