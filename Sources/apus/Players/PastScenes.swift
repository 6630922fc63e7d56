import Visualizer

/// The last scenes of an episode whose world cannot go back.
///
/// As many as fit into a fixed room: ``mostScenes``, and pictures of ``mostBytes``.
package struct PastScenes {
  /// Scenes that are kept at most, and a few more.
  package static let mostScenes = 4096
  /// Bytes of pictures that are kept at most, and a few more.
  package static let mostBytes = 64 << 20

  private var scenes: [Scene]
  private var index = 0

  /// The first scene of an episode.
  package init(_ first: Scene) { scenes = [first] }

  /// The furthest scene.
  package var last: Scene { scenes[scenes.count - 1] }
  /// Whether the furthest scene is shown.
  package var isAtLast: Bool { index == scenes.count - 1 }

  /// The scene that is shown.
  package var shown: Scene {
    var scene = scenes[index]
    scene.lastStep = last.step
    return scene
  }

  /// Adds the scene that an action led to, and shows it.
  package mutating func append(_ scene: Scene, after action: Int) {
    scenes[scenes.count - 1].chosenAction = action
    scenes.append(scene)
    let most = max(2, min(Self.mostScenes, Self.mostBytes / max(1, scene.frame.pixels.count)))
    // In pieces, so that an episode of any length costs little for each step.
    if scenes.count > most + most / 8 { scenes.removeFirst(scenes.count - most) }
    index = scenes.count - 1
  }

  /// Puts another scene in the place of the furthest.
  package mutating func replaceLast(_ scene: Scene) { scenes[scenes.count - 1] = scene }

  /// Shows the next scene; false where there is none.
  package mutating func goAlong() -> Bool {
    guard !isAtLast else { return false }
    index += 1
    return true
  }

  /// Shows the scene of a step, or the nearest one that is kept.
  package mutating func seek(to step: Int) {
    index = min(max(0, step - scenes[0].step), scenes.count - 1)
  }
}
