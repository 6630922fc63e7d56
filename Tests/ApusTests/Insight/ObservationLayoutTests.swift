import Determinism
import Environments
import Testing
import Visualizer
import apus

@Suite struct ObservationLayoutTests {
  private func planes(_ view: ObservationView) throws -> [ObservationPlane] {
    guard case .planes(let planes) = view else {
      Issue.record("expected planes, got \(view)")
      return []
    }
    return planes
  }

  private func numbers(_ view: ObservationView) throws -> [ObservationNumber] {
    guard case .numbers(let numbers) = view else {
      Issue.record("expected numbers, got \(view)")
      return []
    }
    return numbers
  }

  /// The cells of a plane that hold a 1.
  private func marks(_ plane: ObservationPlane?) -> [Int] {
    (plane?.cells ?? []).indices.filter { plane?.cells[$0] == 1 }
  }

  private func plane(_ name: String, _ planes: [ObservationPlane]) -> ObservationPlane? {
    planes.first { $0.name == name }
  }

  // MARK: Every environment

  /// With the observation in which only the number at one place is at its most, only one cell is
  /// above the least: so every number is shown, once.
  @Test(arguments: EnvironmentRegistry.ids) func everyNumberIsShownOnceAndByName(id: String) throws
  {
    let definition = try EnvironmentRegistry.definition(id)
    let layout = ObservationLayout(of: definition)
    let space = definition.observationSpace
    switch layout.view(of: space.low.map { $0.isFinite ? $0 : 0 }) {
    case .numbers(let numbers):
      #expect(numbers.count == space.count)
      #expect(numbers.map(\.range.lowerBound) == space.low)
      #expect(Set(numbers.map(\.name)).count == numbers.count)
    case .planes(let planes):
      let names = planes.map(\.name)
      #expect(Set(names).count == names.count && !names.contains(""), "\(names)")
    }
    var shown = Set<[Int]>()
    for place in 0..<space.count {
      var observation = [Float](repeating: 0, count: space.count)
      observation[place] = 1
      let marked: [Int]
      switch layout.view(of: observation) {
      case .numbers(let numbers): marked = numbers.indices.filter { numbers[$0].value == 1 }
      case .planes(let planes):
        let cells = planes.flatMap(\.cells)
        marked = cells.indices.filter { cells[$0] > 0 }
      }
      #expect(marked.count == 1)
      shown.insert(marked)
    }
    #expect(shown.count == space.count)
  }

  // MARK: MinAtar

  @Test func planesOfBreakoutShowBallAndPaddle() throws {
    let definition = try EnvironmentRegistry.definition("breakout")
    let layout = ObservationLayout(of: definition)
    for steps in [0, 3, 17, 60] {
      let game = try #require(definition.played(steps: steps) as? Breakout)
      let planes = try planes(layout.view(of: game.observation))
      #expect(planes.map(\.name) == ["paddle", "ball", "trail", "brick"])
      #expect(planes.allSatisfy { $0.width == 10 && $0.height == 10 })
      #expect(planes.flatMap(\.cells) == game.observation)
      let state = game.state
      #expect(
        marks(plane("ball", planes)) == [Int(state.ballRow) * 10 + Int(state.ballColumn)])
      #expect(marks(plane("paddle", planes)) == [90 + Int(state.paddle)])
    }
  }

  @Test func planesOfSeaquestShowTheSubmarineAndItsAir() throws {
    let definition = try EnvironmentRegistry.definition("seaquest")
    let layout = ObservationLayout(of: definition)
    var hasSeenFish = false
    for steps in [1, 40, 80] {
      let game = try #require(definition.played(steps: steps) as? Seaquest)
      let planes = try planes(layout.view(of: game.observation))
      #expect(planes.count == 10)
      #expect(planes.flatMap(\.cells) == game.observation)
      let state = game.state
      #expect(marks(plane("front", planes)) == [Int(state.row) * 10 + Int(state.column)])
      let air = Int(max(0, state.oxygen)) / 20
      #expect(marks(plane("oxygen", planes)) == Array(90..<(90 + air)))
      let fish = Set(state.fish.map { Int($0.row) * 10 + Int($0.column) })
      #expect(Set(marks(plane("fish", planes))) == fish)
      hasSeenFish = hasSeenFish || !fish.isEmpty
    }
    #expect(hasSeenFish)
  }

  @Test func planesOfAsterixShowEnemiesAndGold() throws {
    let definition = try EnvironmentRegistry.definition("asterix")
    let layout = ObservationLayout(of: definition)
    var seen = (enemies: 0, gold: 0)
    for seed in 1...6 {
      let game = try #require(definition.played(steps: 25, seed: UInt64(seed)) as? Asterix)
      let planes = try planes(layout.view(of: game.observation))
      let state = game.state
      #expect(marks(plane("player", planes)) == [Int(state.row) * 10 + Int(state.column)])
      for (name, isGold) in [("enemy", false), ("gold", true)] {
        let lanes = (0..<8).filter {
          state.places[$0] != 0 && (state.isGold[$0] == 1) == isGold
        }
        let cells = lanes.map { ($0 + 1) * 10 + Int(state.places[$0]) - 1 }
        #expect(marks(plane(name, planes)) == cells)
        if isGold { seen.gold += cells.count } else { seen.enemies += cells.count }
      }
    }
    #expect(seen.enemies > 0 && seen.gold > 0)
  }

  // MARK: Families

  @Test func numbersHaveNamesAndRanges() throws {
    let definition = try EnvironmentRegistry.definition("cartpole")
    let world = definition.played(steps: 5)
    let numbers = try numbers(ObservationLayout(of: definition).view(of: world.observation))
    #expect(
      numbers.map(\.name) == [
        "cart position (m)", "cart velocity (m/s)", "pole angle (rad)", "pole velocity (rad/s)",
      ])
    #expect(numbers.map(\.value) == world.observation)
    #expect(numbers[0].range == -4.8...4.8)
    #expect(numbers[1].range.upperBound == .infinity)
  }

  @Test func aGridSeenAsARowIsShownAsItLies() throws {
    let definition = try EnvironmentRegistry.definition("keys-and-doors")
    let layout = ObservationLayout(of: definition)
    let world = try #require(definition.played(steps: 9, seed: 3) as? ObjectGridWorld)
    let planes = try planes(layout.view(of: world.observation))
    #expect(
      planes.map(\.name) == [
        "agent", "red key", "blue key", "locked red door", "open red door", "locked blue door",
        "open blue door", "carries a red key", "carries a blue key",
      ])
    #expect(planes[0].width == 11 && planes[0].height == 6)
    #expect(marks(planes[0]) == [Int(world.state.agent)])
    #expect(marks(plane("blue key", planes)) == [1 * 11 + 5])
    #expect(planes[7].width == 1 && planes[7].height == 1)
    let four = try EnvironmentRegistry.definition("four-rooms")
    let rooms = try #require(four.played(steps: 9, seed: 2) as? GridWorld)
    let agent = try self.planes(ObservationLayout(of: four).view(of: rooms.observation))
    let mark = try #require(marks(agent[0]).first)
    let place = "row \(mark / 13), column \(mark % 13)"
    #expect(rooms.describeState().hasPrefix(place))
  }

  @Test func miniGridShowsObjectColourAndState() throws {
    let definition = try EnvironmentRegistry.definition("minigrid-doorkey-8x8")
    let world = definition.played(steps: 20)
    let planes = try planes(ObservationLayout(of: definition).view(of: world.observation))
    #expect(planes.map(\.name) == ["object", "colour", "state"])
    let codes = planes[0].cells.map { Int(($0 * 10).rounded()) }
    #expect(codes == world.observation.prefix(49).map { Int($0) })
    #expect(Set(codes).count > 2)
  }

  @Test func taxiShowsWhereItIsAndWhoWants() throws {
    let definition = try EnvironmentRegistry.definition("taxi")
    let world = try #require(definition.played(steps: 3) as? Taxi)
    let planes = try planes(ObservationLayout(of: definition).view(of: world.observation))
    #expect(planes.count == 20)
    let shown = planes.filter { !marks($0).isEmpty }
    #expect(shown.count == 1 && marks(shown.first) == [world.state.place])
    let stands = ["red", "green", "yellow", "blue"]
    #expect(shown.first?.name.hasSuffix("to \(stands[world.state.destination])") == true)
  }

  // MARK: Wrappers

  @Test func stackedFramesAreNamedFromTheOldestToTheNewest() throws {
    let definition = try EnvironmentDefinition.registered("breakout", wrappers: "[frameStack: 3]")
    let world = definition.played(steps: 12)
    let planes = try planes(ObservationLayout(of: definition).view(of: world.observation))
    #expect(planes.count == 12)
    #expect(planes.flatMap(\.cells) == world.observation)
    #expect(planes[1].name == "ball, 2 steps before" && planes[5].name == "ball, 1 step before")
    #expect(planes[9].name == "ball, now")
    let game = try #require((world as? any EnvironmentWrapper)?.world as? Breakout)
    #expect(
      marks(planes[9]) == [Int(game.state.ballRow) * 10 + Int(game.state.ballColumn)])
  }

  @Test func onesOfCodesAreNamedByWhatTheyStandFor() throws {
    let definition = try EnvironmentDefinition.registered(
      "minigrid-doorkey-8x8", wrappers: "[oneHot]")
    let world = definition.played(steps: 20)
    let planes = try planes(ObservationLayout(of: definition).view(of: world.observation))
    #expect(planes.flatMap(\.cells) == world.observation)
    #expect(planes.count == 20)
    #expect(planes[2].name == "wall" && planes[5].name == "key" && planes[11].name == "red")
    #expect(planes[19].name == "locked")
  }

  @Test func theMaskStandsBehindTheObservation() throws {
    let definition = try EnvironmentDefinition.registered(
      "taxi", wrappers: "[actionMask: observe, flatten]")
    let world = definition.played(steps: 2)
    let planes = try planes(ObservationLayout(of: definition).view(of: world.observation))
    #expect(planes.last?.name == "possible actions")
    #expect(planes.last?.cells == Array(world.observation.suffix(6)))
    #expect(planes.last?.cells == world.actionMask.map { $0 ? 1 : 0 })
  }

  @Test func normalizedNumbersHaveTheRangeOfTheirSpace() throws {
    let plain = try EnvironmentDefinition.registered(
      "cartpole", wrappers: "[normalizeObservations: {clip: 5}]")
    var statistics = RunningStatistics(size: 4)
    statistics.update((0..<32).map { Float($0 % 7) })
    let definition = try plain.normalized(
      by: Normalization(observations: statistics, returns: nil))
    let world = definition.played(steps: 4)
    let numbers = try numbers(ObservationLayout(of: definition).view(of: world.observation))
    #expect(numbers.map(\.name).first == "cart position (m)")
    #expect(numbers.allSatisfy { $0.range == -5...5 })
    #expect(numbers.map(\.value) == world.observation)
    #expect(numbers.map(\.value) != (world as? any EnvironmentWrapper)?.world.observation)
  }
}
