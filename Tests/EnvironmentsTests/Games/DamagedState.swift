import Environments
import Foundation
import Testing

/// The present state of a game as JSON with sorted keys.
func stateText(of game: some Game) throws -> String {
  let encoder = JSONEncoder()
  encoder.outputFormatting = .sortedKeys
  return String(decoding: try encoder.encode(game.state), as: UTF8.self)
}

/// The present state of a game, written as JSON, with one part changed, and read again.
///
/// - Throws: where the part does not occur, or what results cannot be decoded.
func damagedState<Kind: Game>(of game: Kind, _ part: String, _ damaged: String) throws -> Kind.State
{
  let text = try stateText(of: game)
  try #require(text.contains(part), "\(text)")
  return try JSONDecoder().decode(
    Kind.State.self, from: Data(text.replacing(part, with: damaged, maxReplacements: 1).utf8))
}
