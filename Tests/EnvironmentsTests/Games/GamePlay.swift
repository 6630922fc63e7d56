import Determinism
import Environments
import Testing

/// A stream for steps that draw nothing, or whose draws do not matter.
let anyStream = RandomStream(seed: 1)

/// The game of a built-in definition, as its own type.
func builtIn<Kind: Game>(_ id: String, as type: Kind.Type = Kind.self) throws -> Kind {
  let definition = try EnvironmentRegistry.definition(id)
  guard case .game(let game) = definition.world else {
    throw NoSuchGame(id: id)
  }
  return try #require(game as? Kind)
}

/// A definition that is not of a game.
struct NoSuchGame: Error {
  var id: String
}

extension Environment {
  /// Takes a step that needs no randomness of its own.
  mutating func step(_ action: Int) -> StepResult {
    var random = anyStream
    return step(action, using: &random)
  }
}
