import Determinism
import TensorCore
import TestSupport
import Testing

/// The naive way: the element of a tensor at a place of the broadcast shape.
private func element(_ x: Tensor, at place: [Int]) -> Float {
  let sizes = x.shape.dimensions
  var index = 0
  for (axis, size) in sizes.enumerated() {
    let i = place[place.count - sizes.count + axis]
    index = index * size + (size == 1 ? 0 : i)
  }
  return x.scalars[index]
}

private func places(_ sizes: [Int]) -> [[Int]] {
  sizes.reduce([[]]) { places, size in
    places.flatMap { place in (0..<size).map { place + [$0] } }
  }
}

/// Two shapes that broadcast, and what they broadcast to.
private func shapes(using random: inout RandomStream) -> ([Int], [Int], [Int]) {
  let rank = random.integer(below: 5)
  let result = (0..<rank).map { _ in 1 + random.integer(below: 4) }
  func part() -> [Int] {
    let kept = result.suffix(random.integer(below: rank + 1))
    return kept.map { random.bernoulli(0.4) ? 1 : $0 }
  }
  let a = part()
  let b = part()
  let length = max(a.count, b.count)
  let padded = [a, b].map { [Int](repeating: 1, count: length - $0.count) + $0 }
  return (a, b, zip(padded[0], padded[1]).map { $0 == 1 ? $1 : $0 })
}

@Suite struct BroadcastingTests {
  @Test func everyPairOfShapesIsReadAsNumPyReadsIt() {
    var random = RandomStream(seed: 5)
    for trial in 0..<300 {
      let (sizesA, sizesB, sizes) = shapes(using: &random)
      let a = randomTensor(Shape(sizesA), using: &random, in: 0.5..<2)
      let b = randomTensor(Shape(sizesB), using: &random, in: 0.5..<2)
      let all = places(sizes)
      for (name, result, operation) in [
        ("+", a + b, { $0 + $1 }), ("-", a - b, { $0 - $1 }), ("*", a * b, { $0 * $1 }),
        ("/", a / b, { $0 / $1 }), ("min", Tensor.minimum(a, b), { min($0, $1) }),
        ("max", Tensor.maximum(a, b), { max($0, $1) }),
      ] as [(String, Tensor, (Float, Float) -> Float)] {
        #expect(result.shape.dimensions == sizes, "trial \(trial): \(sizesA) \(name) \(sizesB)")
        expectEqual(
          result.scalars, all.map { operation(element(a, at: $0), element(b, at: $0)) },
          "trial \(trial): \(sizesA) \(name) \(sizesB)")
      }
      let repeated = a.broadcast(to: Shape(sizes))
      expectEqual(repeated.scalars, all.map { element(a, at: $0) }, "trial \(trial): broadcast")
    }
  }

  @Test func summingIsTheTransposeOfRepeating() {
    var random = RandomStream(seed: 6)
    for trial in 0..<200 {
      let (sizesA, _, sizes) = shapes(using: &random)
      // Whole numbers: the sums are exact in any order.
      let wide = Tensor(shape: Shape(sizes)) { buffer in
        for i in buffer.indices { buffer[i] = Float(random.integer(below: 9)) }
      }
      let narrow = Tensor(shape: Shape(sizesA)) { buffer in
        for i in buffer.indices { buffer[i] = Float(random.integer(below: 9)) }
      }
      let left = (narrow.broadcast(to: wide.shape) * wide).sum().item
      let right = (narrow * wide.summed(to: narrow.shape)).sum().item
      #expect(left == right, "trial \(trial): \(sizesA) in \(sizes)")
    }
  }

  @Test func aNumberRepeatedOverALongAxisIsWrittenInPieces() {
    let x = randomTensor([2, 3_000], seed: 1, in: 1..<2)
    let column = Tensor([3, 7], shape: [2, 1])
    let expected = x.scalars.enumerated().map { $0 < 3_000 ? 3 / $1 : 7 / $1 }
    expectEqual((column / x).scalars, expected)
  }
}
