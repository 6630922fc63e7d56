/// What lies under a place of the picture.
package enum StageTarget: Hashable, Sendable {
  /// The slider of the episode, at a share of its length in 0...1.
  case slider(Double)
  /// The tile of a scene.
  case scene(Int)
  /// The heading of a panel.
  case panel(Panel)
}
