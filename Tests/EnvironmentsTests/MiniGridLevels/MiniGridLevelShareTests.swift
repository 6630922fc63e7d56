import Environments
import Testing

/// How often levels have some property, against minigrid 3.2.0.
struct MiniGridLevelShareTests {
  /// A property of levels, and its share among 20000 levels of minigrid.
  struct Property: CustomTestStringConvertible, Sendable {
    var id: String
    var name: String
    var share: Double
    var holds: @Sendable (MiniGridState) -> Bool

    var testDescription: String { "\(id): \(name)" }
  }

  static let properties = [
    Property(id: "minigrid-keycorridors3r3", name: "six doors", share: 0.4111) {
      $0.cells(.door).count == 6
    },
    Property(id: "minigrid-keycorridors3r3", name: "eight doors", share: 0.2110) {
      $0.cells(.door).count == 8
    },
    Property(id: "minigrid-keycorridors3r3", name: "looks right", share: 0.2298) {
      $0.direction == 0
    },
    Property(id: "minigrid-multiroom-n6", name: "a wall at (12, 13)", share: 0.2538) {
      $0.map[12, 13].holds(.wall)
    },
    Property(id: "minigrid-multiroom-n6", name: "a wall at (10, 4)", share: 0.1916) {
      $0.map[10, 4].holds(.wall)
    },
    Property(id: "minigrid-gotodoor-8x8", name: "the room fills the map", share: 0.0654) {
      $0.map[7, 7].holds(.wall)
    },
    Property(id: "minigrid-putnear-8x8-n3", name: "one key", share: 0.4837) {
      $0.cells(.key).count == 1
    },
    Property(id: "minigrid-obstructedmaze-full-v1", name: "a box at (13, 6)", share: 0.1059) {
      $0.map[13, 6].holds(.box)
    },
  ]

  @Test(arguments: properties) func shareIsThatOfMiniGrid(property: Property) throws {
    let count = 600
    let states = try MiniGridLevelSamples.beginnings(property.id, count: count, seed: 3)
    let share = Double(states.count(where: property.holds)) / Double(count)
    // Four standard deviations, of which a right generator would be off once in 16000 seeds.
    let tolerance = 4 * (property.share * (1 - property.share) / Double(count)).squareRoot()
    #expect(abs(share - property.share) < tolerance, "\(share) instead of \(property.share)")
  }
}
