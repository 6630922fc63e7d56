import Determinism
import Documents
import Environments
import Testing

/// The rules of grids with objects, each on a map of a few cells.
struct ObjectGridTests {
  @Test func keysAreTakenByEnteringAndOpenTheDoorOfTheirColour() throws {
    var game = try ObjectGridPlay("SkRG", "k: {kind: key, color: red}\n    \(Self.redDoor)")
    #expect(game.play("right").reward == 1)
    #expect(game.words.contains("carries a red key"))
    // The door opens and is entered in one step.
    #expect(game.play("right").reward == 3)
    #expect(game.words.hasPrefix("row 0, column 2"))
    #expect(game.play("right").terminated)
  }

  @Test func lockedDoorStaysShutWithoutItsKey() throws {
    var game = try ObjectGridPlay("kSRG", "k: {kind: key, color: blue}\n    \(Self.redDoor)")
    #expect(game.play("right").reward == -4, "a bump")
    _ = game.play("left")
    #expect(game.words.contains("carries a blue key"))
    _ = game.play("right")
    #expect(game.play("right").reward == -4)
    #expect(game.words.hasPrefix("row 0, column 1"))
  }

  @Test func usedUpKeyOpensOneDoor() throws {
    let legend = "k: {kind: key, color: red}\n    \(Self.redDoor)"
    var kept = try ObjectGridPlay("SkRRG", legend)
    var used = try ObjectGridPlay("SkRRG", legend, dynamics: "{keys: used}")
    for _ in 0..<3 {
      _ = kept.play("right")
      _ = used.play("right")
    }
    #expect(kept.words.hasPrefix("row 0, column 3"))
    #expect(used.words == "row 0, column 2")
  }

  @Test func handHoldsOneThingThatCanBePutDown() throws {
    var game = try ObjectGridPlay(
      "Skb.G", "k: {kind: key, color: red}\n    b: {kind: key, color: blue}",
      actions: "[left, right, pickup, drop]")
    #expect(game.play("pickup").reward == 0, "nothing lies on the start")
    _ = game.play("right")
    #expect(game.play("pickup").reward == 1)
    _ = game.play("right")
    #expect(game.play("pickup").reward == 0, "the hand is full")
    #expect(game.play("drop").reward == 0, "the cell is full")
    _ = game.play("right")
    #expect(game.play("drop").reward == 0.5)
    #expect(!game.words.contains("carries"))
    #expect(game.play("pickup").reward == 1)
  }

  @Test func toggleOpensAndClosesWhatIsBeside() throws {
    var game = try ObjectGridPlay(
      "SDB", "D: {kind: door, color: green}\n    B: {kind: box, holds: {kind: item, name: coin}}",
      actions: "[left, right, toggle]", ending: "all(collected)")
    #expect(game.play("right").reward == -4, "a closed door is no way")
    #expect(game.play("toggle").reward == 2)
    #expect(game.play("toggle").reward == 0.25)
    #expect(game.play("toggle").reward == 2)
    _ = game.play("right")
    #expect(game.words.hasSuffix("1 item left"))
    #expect(game.play("toggle").reward == 2, "the box")
    let last = game.play("right")
    #expect(last.reward == 7)
    #expect(last.terminated)
  }

  @Test func blocksArePushedOntoTargetsAndNoFurtherThanTheyCan() throws {
    var game = try ObjectGridPlay("Sbt#", "b: block\n    t: target", ending: "steps > 100")
    #expect(game.words.hasSuffix("1 target to fill"))
    #expect(game.play("right").reward == 10, "pushed and placed")
    #expect(game.words.hasSuffix("0 targets to fill"))
    #expect(game.play("right").reward == -4)
    #expect(game.words.hasPrefix("row 0, column 1"))
    var two = try ObjectGridPlay("Sbb.", "b: block", ending: "steps > 100")
    #expect(two.play("right").reward == -4, "two blocks are too heavy")
  }

  @Test func switchMovesTheDoorsOfItsColour() throws {
    var game = try ObjectGridPlay(
      "SsDG", "s: {kind: switch, color: green}\n    D: {kind: door, color: green, state: locked}")
    #expect(game.play("right").reward == 2)
    #expect(game.play("right").reward == 0)
    #expect(game.play("left").reward == 0.25, "closed again")
  }

  @Test func patrolTurnsAndMeetsTheAgent() throws {
    var game = try ObjectGridPlay(
      "S..g#", "g: {kind: guard, moves: horizontal}", actions: "[left, right, stay]",
      ending: "steps > 9")
    // It turns at the wall and comes nearer.
    #expect(game.play("stay").reward == 0)
    #expect(game.play("stay").reward == 0)
    #expect(game.play("stay").reward == -8)
    #expect(game.words.hasPrefix("row 0, column 0"), "nobody enters the other's cell")
    #expect(game.play("right").reward == -8)
  }

  @Test func parcelIsDeliveredWhereItIsWanted() throws {
    var game = try ObjectGridPlay(
      "Spt.", "p: {kind: parcel, name: letter}\n    t: {kind: target, wants: letter}",
      ending: "all(placed)")
    #expect(game.play("right").reward == 1)
    let last = game.play("right")
    #expect(last.reward == 5.5, "put down and placed")
    #expect(last.terminated)
  }

  @Test func computedRewardsSeeTheStepAndTheWay() throws {
    var game = try ObjectGridPlay(
      "S...G", "", step: "0.5 * closer", goal: "1 - 0.9 * steps / timeLimit")
    #expect(game.play("right").reward == 0.5)
    #expect(game.play("left").reward == -0.5)
    for _ in 0..<3 { #expect(game.play("right").reward == 0.5) }
    #expect(game.play("right").reward == Float(1 - 0.9 * 6 / 20))
  }

  static let redDoor = "R: {kind: door, color: red, state: locked}"
}

/// A small grid with objects, played by the names of actions.
struct ObjectGridPlay {
  private var world: ObjectGridWorld
  private var random = RandomStream(seed: 3)

  /// Every event has a reward of its own, so that a sum says what happened: pickup 1, unlock 1,
  /// open 2, close 0.25, drop 0.5, push 5, place 5 (with drop: 5.5), collect 7, bump -4, caught -8.
  init(
    _ map: String, _ legend: String, actions: String = "[left, right]", dynamics: String? = nil,
    step: String = "0", goal: String = "20", ending: String = "goal"
  ) throws {
    let text = """
      id: play
      version: 1
      summary: A few cells.
      grid:
        map: ['\(map)']
        legend:
          "#": wall
          ".": floor
          S: start
          G: goal
          \(legend.replacing("\n    ", with: "\n    "))
        dynamics: \(dynamics ?? "{}")
      observation: layers
      actions: \(actions)
      rewards:
        step: \(step)
        goal: \(goal)
        pickup: 1
        unlock: 1
        open: 2
        close: 0.25
        drop: 0.5
        push: 5
        place: 5
        collect: 7
        bump: -4
        caught: -8
      termination: [\(ending)]
      timeLimit: 20
      success: terminated
      """
    let definition = try EnvironmentDefinition.parse(text, file: "play.yaml")
    world = try #require(definition.makeEnvironment() as? ObjectGridWorld)
    world.reset(using: &random)
  }

  /// Where the agent is and what it has.
  var words: String { world.describeState() }

  /// Takes an action by its name.
  mutating func play(_ action: String) -> StepResult {
    guard let number = world.actionSpace.names.firstIndex(of: action) else {
      preconditionFailure("expected one of \(world.actionSpace.names), got \(action)")
    }
    return world.step(number, using: &random)
  }
}
