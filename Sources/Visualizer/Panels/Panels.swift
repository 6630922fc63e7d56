/// The panels that can stand beside the picture of an environment.
package enum Panels {
  /// All of them, in the order of ``Panel``.
  package static let all: [any PanelDrawing.Type] = [
    EpisodePanel.self, ActionValuesPanel.self, ValueMapPanel.self, ObservationPanel.self,
    ValueCurvePanel.self, RewardsPanel.self, ReturnsPanel.self,
  ]
}
