import Determinism
import Environments
import Testing

struct SpacesTests {
  @Test func boxKnowsWhatIsInside() {
    let box = Box(shape: [2], low: [-1, 0], high: [1, .infinity])
    #expect(box.contains([1, 5000]))
    #expect(!box.contains([1.5, 0]))
    #expect(!box.contains([0, -0.1]))
    #expect(!box.contains([0]))
    #expect(!box.contains([0, .nan]))
  }

  @Test func bytesAreWholeNumbers() {
    let box = Box(shape: [1, 2], range: 0...255, elementType: .uint8)
    #expect(box.contains([0, 255]))
    #expect(!box.contains([0.5, 0]))
    #expect(!box.contains([256, 0]))
    #expect(box.count == 2)
  }

  @Test func wrongBoundsStopWithAMessage() async {
    await #expect(processExitsWith: .failure) { _ = Box(shape: [2], low: [0], high: [1]) }
    await #expect(processExitsWith: .failure) { _ = Box(shape: [1], low: [2], high: [1]) }
    await #expect(processExitsWith: .failure) { _ = Discrete(names: ["a", "a"]) }
  }

  @Test func discreteSamplesEveryActionAndNoOther() {
    let space = Discrete(names: ["a", "b", "c"])
    var random = RandomStream(seed: 2)
    var counts = [0, 0, 0]
    for _ in 0..<3000 { counts[space.sample(using: &random)] += 1 }
    // 1000 each, standard deviation 26.
    #expect(counts.allSatisfy { abs($0 - 1000) < 180 })
    #expect(space.contains(2))
    #expect(!space.contains(3))
    #expect(!space.contains(-1))
  }

  @Test func descriptionsAreShort() {
    #expect(Box(shape: [4], range: -1...1).description == "[4] float32 in -1.0...1.0")
    #expect(Discrete(names: ["left", "right"]).description == "2: left, right")
  }
}
