/// What the network sees: planes as small pictures, numbers as gauges.
package enum ObservationPanel: PanelDrawing {
  /// The panel.
  package static let panel = Panel.observation

  /// Rows of pictures or of gauges; nil where the observation is unknown or empty.
  package static func height(for scene: Scene, width: Int, look: Look) -> Int? {
    switch scene.insight.observation {
    case .planes(let planes) where !planes.isEmpty:
      ObservationPlanes(planes, look).height(width: width)
    case .numbers(let numbers) where !numbers.isEmpty:
      ObservationNumbers(numbers, look).height(width: width)
    case .planes, .numbers, nil: nil
    }
  }

  /// Draws the panel.
  package static func draw(
    _ scene: Scene, viewing: Viewing, on canvas: inout Canvas, in room: Rectangle, look: Look
  ) {
    guard !room.isEmpty else { return }
    switch scene.insight.observation {
    case .planes(let planes) where !planes.isEmpty:
      ObservationPlanes(planes, look).draw(on: &canvas, in: room)
    case .numbers(let numbers) where !numbers.isEmpty:
      ObservationNumbers(numbers, look).draw(on: &canvas, in: room)
    case .planes, .numbers, nil: break
    }
  }
}
