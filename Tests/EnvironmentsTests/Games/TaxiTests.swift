import Determinism
import Environments
import Testing

@Suite struct TaxiTests {
  static func world(
    _ row: Int, _ column: Int, passenger: Int, destination: Int,
    change: (inout Taxi.Parameters) -> Void = { _ in }
  ) -> Taxi {
    var parameters = Taxi.defaultParameters
    change(&parameters)
    var world = Taxi(parameters: parameters)
    world.state = Taxi.State(
      place: row * 5 + column, passenger: passenger, destination: destination)
    return world
  }

  @Test func passengerIsFetchedAndDelivered() {
    // From beside the red stand to it, pickup, down the left side to yellow, dropoff.
    var world = Self.world(0, 1, passenger: 0, destination: 2)
    #expect(world.step(3) == StepResult(reward: -1))
    #expect(world.step(4) == StepResult(reward: -1))
    #expect(world.state.passenger == 4)
    for _ in 0..<4 { #expect(world.step(0) == StepResult(reward: -1)) }
    #expect(world.step(5) == StepResult(reward: 20, terminated: true))
    #expect(world.state == Taxi.State(place: 20, passenger: 2, destination: 2))
  }

  @Test func wallsAndEdgesStopTheTaxi() {
    // Walls between columns 1 and 2 in the two upper rows, 0 and 1 and 2 and 3 in the two lower ones.
    let blocked = [(0, 1), (1, 1), (3, 0), (3, 2), (4, 0), (4, 2)]
    for row in 0..<5 {
      for column in 0..<5 {
        var east = Self.world(row, column, passenger: 0, destination: 1)
        #expect(east.step(2) == StepResult(reward: -1))
        let stops = column == 4 || blocked.contains { $0 == (row, column) }
        #expect(east.state.place == row * 5 + column + (stops ? 0 : 1), "\(row), \(column)")
        var west = Self.world(row, column, passenger: 0, destination: 1)
        #expect(west.step(3) == StepResult(reward: -1))
        let isStopped = column == 0 || blocked.contains { $0 == (row, column - 1) }
        #expect(west.state.place == row * 5 + column - (isStopped ? 0 : 1), "\(row), \(column)")
      }
    }
    var south = Self.world(4, 1, passenger: 0, destination: 1)
    _ = south.step(0)
    #expect(south.state.place == 21)
    var north = Self.world(0, 1, passenger: 0, destination: 1)
    _ = north.step(1)
    #expect(north.state.place == 1)
  }

  @Test func faultyPickupAndDropoffCostTen() {
    var empty = Self.world(0, 1, passenger: 0, destination: 1)
    let before = empty.state
    #expect(empty.step(4) == StepResult(reward: -10))
    #expect(empty.step(5) == StepResult(reward: -10))
    #expect(empty.state == before)
    var onTheRoad = Self.world(2, 2, passenger: 4, destination: 1)
    #expect(onTheRoad.step(5) == StepResult(reward: -10))
  }

  @Test func passengerMayBeSetDownAtTheWrongStand() {
    var world = Self.world(4, 3, passenger: 4, destination: 0)
    #expect(world.step(5) == StepResult(reward: -1))
    #expect(world.state.passenger == 3)
  }

  @Test func maskHoldsTheActionsThatChangeTheState() throws {
    var world: Taxi = try builtIn("taxi")
    for number in 0..<500 {
      world.state = Taxi.State(
        place: number / 20, passenger: number / 4 % 5, destination: number % 4)
      #expect(world.stateIndex == number)
      let changes = (0..<6).map { world.outcomes(of: number, action: $0)[0].nextState != number }
      #expect(world.actionMask == changes, "state \(number)")
    }
  }

  @Test func startsAreThreeHundredAndAllComeUp() throws {
    var world: Taxi = try builtIn("taxi")
    var random = RandomStream(seed: 4)
    var counts: [Int: Int] = [:]
    for _ in 0..<6000 {
      world.reset(using: &random)
      #expect(world.state.passenger < 4 && world.state.passenger != world.state.destination)
      counts[world.stateIndex, default: 0] += 1
    }
    #expect(counts.count == 300)
    #expect(Set(world.startDistribution.map(\.state)) == Set(counts.keys))
  }

  @Test func observationIsTheStateOneHotOrInItsFourParts() {
    let oneHot = Self.world(3, 1, passenger: 2, destination: 0).observation
    #expect(oneHot.count == 500)
    // The example of Gymnasium's documentation: ((3 * 5 + 1) * 5 + 2) * 4 + 0.
    #expect(oneHot.indices.filter { oneHot[$0] == 1 } == [328])
    let factored = Self.world(3, 1, passenger: 2, destination: 0) { $0.encoding = .factored }
    let parts = factored.observation
    #expect(parts.count == 19)
    #expect(parts.indices.filter { parts[$0] == 1 } == [3, 6, 12, 15])
  }

  @Test func onlyPlacesOfTheTownAreValid() {
    let world = Self.world(0, 0, passenger: 0, destination: 1)
    #expect(world.isValid(.init(place: 24, passenger: 4, destination: 3)))
    for state in [
      Taxi.State(place: 25, passenger: 0, destination: 0),
      .init(place: -1, passenger: 0, destination: 0),
      .init(place: 0, passenger: 5, destination: 0), .init(place: 0, passenger: -1, destination: 0),
      .init(place: 0, passenger: 0, destination: 4), .init(place: 0, passenger: 0, destination: -1),
    ] {
      #expect(!world.isValid(state))
    }
  }

  @Test func pictureShowsStandsWallsTaxiAndPassenger() {
    let frame = Self.world(2, 2, passenger: 0, destination: 3).render()
    #expect((frame.width, frame.height) == (201, 201))
    #expect(frame[6, 6] == .vermilion && frame[166, 6] == .green)
    #expect(frame[6, 166] == .yellow && frame[126, 166] == .blue)
    #expect(frame[130, 180] == .slate, "the destination")
    #expect(frame[20, 20] == .purple, "the passenger")
    #expect(frame[100, 100] == .orange && frame[90, 100] == .ink, "the empty taxi")
    #expect(frame[80, 20] == .ink && frame[80, 100] != .ink, "a wall above, none in the middle")
    let taken = Self.world(2, 2, passenger: 4, destination: 3).render()
    #expect(taken[100, 100] == .purple && taken[20, 20] == .paper)
  }

  @Test func stateIsDescribedInWords() {
    #expect(
      Self.world(3, 1, passenger: 4, destination: 3).describeState()
        == "taxi at row 3, column 1; passenger in it; to blue")
  }
}
