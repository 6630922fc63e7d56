import TensorCore
import TestSupport
import Testing

@Suite struct CrossEntropyTests {
  @Test func rowsWithoutALabelOrWithoutElementsHaveNoLossAndNoGradient() throws {
    let x = Parameter(randomTensor([3, 4], seed: 1) + Tensor([.nan, 0, 0], shape: [3, 1]))
    let losses = x.tensor.crossEntropies(labels: [7, 7, 7], ignoredIndex: 7)
    #expect(losses.scalars == [0, 0, 0])
    losses.sum().backward()
    #expect(try #require(x.gradient).scalars == [Float](repeating: 0, count: 12))
    #expect(Tensor.zeros([0, 4]).crossEntropies(labels: []).shape == [0])
  }

  @Test func aNotANumberStaysInItsRow() throws {
    let x = Parameter(Tensor([1, .nan, 0, 1, 2, 0], shape: [2, 3]))
    let losses = x.tensor.crossEntropies(labels: [0, 2])
    #expect(losses.scalars[0].isNaN && losses.scalars[1].isFinite)
    losses.sum().backward()
    let gradient = try #require(x.gradient).scalars
    #expect(gradient[..<3].allSatisfy(\.isNaN) && gradient[3...].allSatisfy(\.isFinite))
  }

  @Test func largeLogitsDoNotOverflow() {
    // Two classes 2000 apart: the loss of the lower one is the distance.
    let x = Tensor([1000, -1000, 1000, -1000], shape: [2, 2])
    #expect(x.crossEntropies(labels: [0, 1]).scalars == [0, 2000])
  }

  /// The gradient overwrites the logits where it can: not those that somebody holds, nor those that
  /// a later pass over the same graph needs.
  @Test func theGradientIsTheSameWhoeverHoldsTheLogits() throws {
    let weight = Parameter(randomTensor([300, 8], seed: 2))
    let input = randomTensor([20, 8], seed: 3)
    let labels = (0..<20).map { Int32(13 * $0) }
    func gradient(_ body: (Tensor) -> Void) throws -> [Float] {
      weight.gradient = nil
      body(Tensor.linear(input, weight: weight.tensor))
      return try #require(weight.gradient).scalars
    }
    let overwritten = try gradient { $0.crossEntropies(labels: labels).sum().backward() }
    let held = try gradient { logits in
      let before = logits.scalars
      logits.crossEntropies(labels: labels).sum().backward()
      #expect(logits.scalars == before)
    }
    let twice = try gradient { logits in
      let loss = logits.crossEntropies(labels: labels).sum()
      loss.backward(retainingGraph: true)
      weight.gradient = nil
      loss.backward()
    }
    #expect(overwritten.contains { $0 != 0 } && held == overwritten && twice == overwritten)
  }

  @Test func mistakesStopTheProgram() async {
    await #expect(processExitsWith: .failure) {
      _ = Tensor.zeros([2, 3]).crossEntropies(labels: [0, 3])
    }
    await #expect(processExitsWith: .failure) {
      _ = Tensor.zeros([2, 3]).crossEntropies(labels: [0, -1])
    }
    await #expect(processExitsWith: .failure) {
      _ = Tensor.zeros([2, 3]).crossEntropies(labels: [0])
    }
    await #expect(processExitsWith: .failure) {
      _ = Tensor.zeros([2, 3]).crossEntropies(labels: [0, 1], classWeights: Tensor([1, 1]))
    }
    await #expect(processExitsWith: .failure) {
      _ = Tensor.zeros([2, 3]).layerNorm(weight: Tensor([1, 1]), bias: nil)
    }
    await #expect(processExitsWith: .failure) {
      _ = Tensor.zeros([2, 3]).embedding([2], shape: [1])
    }
  }
}
