import Determinism
import Environments
import Testing

/// Levels of MiniGrid for tests.
enum MiniGridLevelSamples {
  /// The ids of the levels, by what is asked for in them.
  static let ids = EnvironmentRegistry.ids.filter { id in
    families.contains { id.hasPrefix("minigrid-" + $0) }
  }

  private static let families = [
    "keycorridor", "multiroom", "unlock", "blockedunlock", "gotodoor", "gotoobject", "fetch",
    "putnear", "memory", "obstructedmaze", "redbluedoors", "lockedroom", "playground",
  ]

  /// The ids that begin with a family's name.
  static func ids(of family: String) -> [String] {
    ids.filter { $0.hasPrefix("minigrid-" + family) }
  }

  /// A level at the beginning of an episode.
  static func begin(_ id: String, seed: UInt64) throws -> MiniGrid {
    var world = try make(id)
    var random = RandomStream(seed: seed)
    world.reset(using: &random)
    return world
  }

  /// A level whose episode has not begun.
  static func make(_ id: String) throws -> MiniGrid {
    let made = try EnvironmentRegistry.definition(id).makeEnvironment()
    return try #require(made as? MiniGrid)
  }

  /// The beginnings of some episodes, one after the other as in training: on the same map.
  static func beginnings(_ id: String, count: Int, seed: UInt64 = 1) throws -> [MiniGridState] {
    var world = try make(id)
    let root = RandomStream(seed: seed)
    return (0..<count).map { episode in
      var random = root.stream("episode/\(episode)")
      world.reset(using: &random)
      return world.state
    }
  }
}

extension MiniGridState {
  /// The cells that hold an object.
  func cells(_ object: MiniGridObject) -> [MiniGridCell] {
    map.places { $0.holds(object) }.map { map[$0.x, $0.y] }
  }
}
