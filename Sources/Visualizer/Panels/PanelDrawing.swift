/// What draws one panel beside the picture of an environment.
///
/// The stage draws the panel's frame and heading; the drawing is within. It is a pure function of
/// what it gets.
package protocol PanelDrawing: SendableMetatype {
  /// Which panel it is; its raw value is the heading.
  static var panel: Panel { get }

  /// Pixels that the content wants from top to bottom.
  ///
  /// - Parameters:
  ///   - scene: what is shown.
  ///   - width: pixels across.
  ///   - look: colours, type and unit.
  /// - Returns: the height; nil where the scene has nothing to show here.
  static func height(for scene: Scene, width: Int, look: Look) -> Int?

  /// Draws the content.
  ///
  /// - Parameters:
  ///   - scene: what is shown.
  ///   - viewing: how the viewing stands.
  ///   - canvas: what to draw on.
  ///   - room: where; not always as high as asked for.
  ///   - look: colours, type and unit.
  static func draw(
    _ scene: Scene, viewing: Viewing, on canvas: inout Canvas, in room: Rectangle, look: Look)
}
