import Determinism
import Environments
import Testing

@Suite struct ByteLanesTests {
  @Test func laneIsWhatWasWrittenThere() {
    var lanes = ByteLanes(repeating: 5)
    for lane in 0..<8 { lanes[lane] = UInt8(10 * lane) }
    lanes[3] = 127
    #expect((0..<8).map { lanes[$0] } == [0, 10, 20, 127, 40, 50, 60, 70])
  }

  @Test func arithmeticOnTheWordIsThatOfEachLane() {
    var random = RandomStream(seed: 3)
    for _ in 0..<200 {
      var a = ByteLanes(repeating: 0)
      var b = ByteLanes(repeating: 0)
      for lane in 0..<8 {
        a[lane] = UInt8(random.integer(below: 12))
        b[lane] = UInt8(random.integer(below: Int(a[lane]) + 1))
      }
      let bound = UInt8(random.integer(below: 13))
      for lane in 0..<8 {
        let flag: UInt8 = b[lane] == 0 ? 0 : 1
        #expect((a + b)[lane] == a[lane] + b[lane])
        #expect((a - b)[lane] == a[lane] - b[lane])
        #expect((a * 10)[lane] == a[lane] * 10)
        #expect(b.isNotZero[lane] == flag)
        #expect(b.isZero[lane] == 1 - flag)
        #expect(a.isAtLeast(bound)[lane] == (a[lane] >= bound ? 1 : 0))
        #expect(a.kept(where: b.isNotZero)[lane] == a[lane] * flag)
      }
    }
  }

  @Test func rangeIsThatOfAllLanes() {
    var lanes = ByteLanes(repeating: 3)
    lanes[7] = 5
    #expect(lanes.areAll(in: 3...5))
    #expect(!lanes.areAll(in: 3...4))
    #expect(!lanes.areAll(in: 4...5))
  }
}
