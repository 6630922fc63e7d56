import Determinism
import TensorCore
import TestSupport
import Testing

@Suite struct DropoutTests {
  /// The description word for word: one uniform number for each element, in order.
  @Test(arguments: [(0, 1), (1, 5), (2, 32), (3, 33), (0, 256), (3, 256), (2, 1000)])
  func anElementStaysWhereItsNumberIsAtLeastTheRate(position: Int, count: Int) {
    for rate in [Float(0.1), 0.5, 1e-7, 0.9999999] {
      var random = RandomStream(key: 77, position: UInt64(1) << 34 + UInt64(position))
      var drawn = random
      let x = randomTensor([count], seed: 1, in: 1..<2)
      let y = x.dropout(rate, using: &random)
      let expected = x.scalars.map { drawn.uniform() >= rate ? $0 * (1 / (1 - rate)) : 0 }
      #expect(y.scalars == expected, "\(count) elements from position \(position)")
      #expect(random == drawn)
    }
  }

  @Test func theShareOfDroppedElementsIsTheRate() {
    var random = RandomStream(seed: 2)
    let y = Tensor.ones([100_000]).dropout(0.3, using: &random).scalars
    let dropped = y.count { $0 == 0 }
    // Three deviations of a binomial: √(100000 · 0.3 · 0.7) = 145.
    #expect(abs(dropped - 30_000) < 435)
    #expect(Set(y) == [0, 1 / (1 - 0.3)])
  }

  @Test func theGradientHasTheMaskOfTheValue() throws {
    let x = Parameter(Tensor.ones([77]))
    var random = RandomStream(seed: 3)
    let y = x.tensor.dropout(0.5, using: &random)
    y.sum().backward()
    #expect(try #require(x.gradient).scalars == y.scalars)
  }

  @Test func ratesAtTheEndsAndEmptyTensors() async {
    var random = RandomStream(seed: 3)
    #expect(Tensor.ones([5]).dropout(0, using: &random).scalars == [1, 1, 1, 1, 1])
    #expect(random.position == 0)
    #expect(Tensor.ones([5]).dropout(1, using: &random).scalars == [0, 0, 0, 0, 0])
    #expect(Tensor.ones([0, 5]).dropout(0.5, using: &random).shape == [0, 5])
    await #expect(processExitsWith: .failure) {
      var random = RandomStream(seed: 3)
      _ = Tensor.ones([5]).dropout(1.5, using: &random)
    }
  }
}
