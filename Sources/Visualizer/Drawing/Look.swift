/// Colours, type and unit of length: all that a panel needs to know of how a view looks.
package struct Look: Sendable {
  /// The colours.
  package let theme: Theme
  /// Pixels of one design pixel: the display scale.
  package let unit: Int
  /// The name of what is shown.
  package let title: TextStyle
  /// Headings of panels.
  package let heading: TextStyle
  /// Text.
  package let body: TextStyle
  /// Labels of axes, captions.
  package let small: TextStyle
  /// Numbers that change or stand under each other.
  package let number: TextStyle
  /// A number to see from afar.
  package let figure: TextStyle

  /// The look in a theme at a display scale.
  ///
  /// - Precondition: a scale in 1...8.
  package init(_ kind: ThemeKind, unit: Int) {
    precondition((1...8).contains(unit), "expected a display scale in 1...8, got \(unit)")
    theme = Theme.of(kind)
    self.unit = unit
    title = TextStyle(Typeface(size: 15 * unit, isBold: true))
    heading = TextStyle(Typeface(size: 12 * unit, isBold: true))
    body = TextStyle(Typeface(size: 13 * unit, isBold: false))
    small = TextStyle(Typeface(size: 11 * unit, isBold: false))
    number = body
    figure = TextStyle(Typeface(size: 22 * unit, isBold: false))
  }

  private init(_ theme: Theme, as other: Look) {
    self.theme = theme
    (unit, title, heading, body) = (other.unit, other.title, other.heading, other.body)
    (small, number, figure) = (other.small, other.number, other.figure)
  }

  /// The dark look at a display scale; the usual ones are made once.
  static func dark(unit: Int) -> Look {
    switch unit {
    case 1: single
    case 2: double
    case 3: triple
    default: Look(.dark, unit: unit)
    }
  }

  private static let single = Look(.dark, unit: 1)
  private static let double = Look(.dark, unit: 2)
  private static let triple = Look(.dark, unit: 3)

  /// The same type in other colours.
  package func colored(_ kind: ThemeKind) -> Look { Look(Theme.of(kind), as: self) }

  /// Pixels of so many design pixels.
  package func pixels(_ design: Int) -> Int { design * unit }
}

/// How text looks; figures are of one width in all styles.
package struct TextStyle: Sendable {
  /// The letters.
  package let typeface: Typeface
  /// The size in pixels.
  package var size: Int { typeface.size }
  /// Whether it is the heavy weight.
  package var isBold: Bool { typeface.isBold }

  /// Text in a type.
  package init(_ typeface: Typeface) {
    self.typeface = typeface
  }
}
