import NeuralNetworks
import TestSupport
import Testing

struct ScheduleTests {
  @Test func aConstantStays() {
    let schedule = ConstantSchedule(0.3)
    #expect(schedule(0) == 0.3 && schedule(1_000_000) == 0.3)
  }

  @Test func aLineMeetsBothEnds() {
    let schedule = LinearSchedule(from: 1, to: 0.1, over: 10)
    #expect(schedule(0) == 1)
    expectNear([schedule(5), schedule(9)], [0.55, 0.19], "line")
    #expect(schedule(10) == 0.1 && schedule(11) == 0.1)
    #expect(LinearSchedule(from: 1, to: 0.5, over: 0)(0) == 0.5)
  }

  @Test func aCosineFallsSlowlyAtBothEnds() {
    let schedule = CosineSchedule(from: 2, to: 0, over: 6)
    #expect(schedule(0) == 2 && schedule(6) == 0 && schedule(7) == 0)
    // cos 30° = 0.8660254, cos 60° = 0.5, cos 90° = 0.
    expectNear([schedule(1), schedule(2), schedule(3)], [1.8660254, 1.5, 1], "cosine")
  }

  @Test func exponentialDecayHasAFloor() {
    let schedule = ExponentialSchedule(from: 8, factor: 0.5, floor: 0.75)
    #expect((0...5).map { schedule($0) } == [8, 4, 2, 1, 0.75, 0.75])
    #expect(ExponentialSchedule(from: 1, factor: 0.999)(1_000_000_000) == 0)
  }

  @Test func warmUpClimbsToWhatFollows() {
    let schedule = WarmUpSchedule(over: 4, then: LinearSchedule(from: 1, to: 0, over: 2))
    #expect((0...7).map { schedule($0) } == [0, 0.25, 0.5, 0.75, 1, 0.5, 0, 0])
    #expect(WarmUpSchedule(over: 0, then: ConstantSchedule(3))(0) == 3)
  }
}
