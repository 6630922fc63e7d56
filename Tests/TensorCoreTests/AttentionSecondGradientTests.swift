import TensorCore
import TestSupport
import Testing

@Suite struct AttentionSecondGradientTests {
  private static func options() -> [AttentionOptions] {
    var causal = AttentionOptions()
    causal.isCausal = true
    causal.keyLengths = [3, 0]
    var dropped = AttentionOptions()
    dropped.dropout = 0.3
    dropped.dropoutSeed = 8
    return [.init(), causal, dropped]
  }

  private func packedLoss(_ x: Tensor, _ options: AttentionOptions) -> Tensor {
    let y = Tensor.multiHeadAttention(packed: x, heads: 2, options: options)
    return (y.squared() * randomTensor(y.shape, seed: 31)).sum()
  }

  @Test func theRecordedGradientIsTheFusedOne() throws {
    for options in Self.options() {
      let x = Parameter(randomTensor([2, 4, 12], seed: 30))
      packedLoss(x.tensor, options).backward()
      let fused = try #require(x.gradient).scalars
      x.gradient = nil
      packedLoss(x.tensor, options).backward(creatingGraph: true)
      expectNear(try #require(x.gradient).scalars, fused, tolerance: 2e-5)
    }
  }

  @Test func gradientsOfGradientsAreThoseOfDifferences() {
    for options in Self.options() {
      expectGradient([randomTensor([2, 4, 12], seed: 30)]) { inputs in
        let x = inputs[0]
        // The gradient at x, as a function of x.
        let leaf = Parameter(Tensor.zeros(x.shape))
        let gradient = packedLoss(x + leaf.tensor, options).gradients(
          for: [leaf], creatingGraph: true)[0]
        return (gradient * randomTensor(gradient.shape, seed: 32)).sum()
      }
    }
  }
}
