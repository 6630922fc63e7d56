import Determinism
import NeuralNetworks
import TensorCore
import TestSupport
import Testing

struct NormalizationLayerTests {
  @Test func aFreshNormGivesRowsOfMeanZeroAndDeviationOne() {
    let layer = LayerNorm(4)
    #expect(layer.parameters.map(\.name) == ["weight", "bias"])
    // Worked by hand: mean 2.5, variance 1.25.
    let output = layer(Tensor([1, 2, 3, 4], shape: [1, 4])).scalars
    expectNear(output, [-1.3416355, -0.4472118, 0.4472118, 1.3416355], tolerance: 1e-6)
    let scaled = RMSNorm(2)(Tensor([3, 4], shape: [1, 2])).scalars
    expectNear(scaled, [0.8485279, 1.1313705], tolerance: 1e-6)
    #expect(LayerNorm(4)(Tensor.zeros([0, 4])).shape == [0, 4])
  }

  @Test func anEmbeddingLooksRowsUp() throws {
    var random = RandomStream(seed: 3)
    let layer = Embedding(count: 5, size: 3, paddingIndex: 1, using: &random)
    let table = layer.weight.value.scalars
    #expect(table[3..<6].allSatisfy { $0 == 0 } && table[0] != 0)
    let output = layer([4, 1, 0, 4], shape: [2, 2])
    #expect(output.shape == [2, 2, 3])
    let rows: [Int] = [4, 1, 0, 4]
    let expected = rows.flatMap { row in table[3 * row..<3 * row + 3] }
    #expect(output.scalars == expected)
    #expect(layer(Tensor([4, 1, 0, 4], shape: [2, 2])).scalars == output.scalars)
    output.sum().backward()
    // Row 4 was taken twice; the padding row gets nothing.
    #expect(
      try #require(layer.weight.gradient).scalars
        == [1, 1, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 2, 2, 2])
    #expect(layer([], shape: [0, 2]).shape == [0, 2, 3])
  }

  @Test func crossEntropyIsTheMeanOfTheRowsThatCount() {
    // Two equal logits: log 2 for each row.
    let logits = Tensor.zeros([3, 2])
    let loss = crossEntropy(logits: logits, labels: [0, -100, 1], ignoredIndex: -100)
    expectNear([loss.item], [0.6931472], tolerance: 1e-6)
    let weighted = crossEntropy(
      logits: Tensor([0, 0, 0, 10], shape: [2, 2]), labels: [0, 0], classWeights: Tensor([3, 1]))
    expectNear([weighted.item], [(0.6931472 + 10.0000454) / 2], tolerance: 1e-6)
  }

  @Test func theMeanOfNoLossIsZeroWithGradientZero() throws {
    let logits = Parameter(randomTensor([2, 3], seed: 1))
    let loss = crossEntropy(logits: logits.tensor, labels: [9, 9], ignoredIndex: 9)
    #expect(loss.item == 0)
    loss.backward()
    #expect(try #require(logits.gradient).scalars == [Float](repeating: 0, count: 6))
    #expect(crossEntropy(logits: Tensor.zeros([0, 3]), labels: []).item == 0)
  }

  @Test func mistakesStopTheProgram() async {
    await #expect(processExitsWith: .failure) { _ = LayerNorm(4)(Tensor.zeros([2, 5])) }
    await #expect(processExitsWith: .failure) { _ = RMSNorm(4)(Tensor.zeros([2, 5])) }
    await #expect(processExitsWith: .failure) {
      var random = RandomStream(seed: 3)
      _ = Embedding(count: 5, size: 3, using: &random)(Tensor([0.5]))
    }
    await #expect(processExitsWith: .failure) {
      var random = RandomStream(seed: 3)
      _ = Embedding(count: 5, size: 3, using: &random)([5], shape: [1])
    }
  }
}
