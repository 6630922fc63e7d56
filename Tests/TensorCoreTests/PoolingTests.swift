import TensorCore
import TestSupport
import Testing

@Suite struct PoolingTests {
  @Test func gradientsAreThoseOfTheValues() {
    // Distinct elements far from each other: no step crosses a tie.
    let order = randomTensor([84], seed: 1).scalars.enumerated().sorted { $0.1 < $1.1 }.map(\.0)
    let apart = Tensor(order.map { Float($0) * 0.1 }, shape: [1, 2, 6, 7])
    let pools: [(Tensor) -> Tensor] = [
      { $0.maxPool2d(kernel: (2, 2)) },
      { $0.maxPool2d(kernel: (3, 2), stride: (2, 1), padding: (1, 1)) },
      { $0.averagePool2d(kernel: (2, 3), stride: (1, 2), padding: (1, 0)) },
      { $0.averagePool2d(kernel: (3, 3), padding: (1, 1), countsPadding: false) },
      { $0.adaptiveAveragePool2d(output: (4, 3)) },
      { $0.adaptiveMaxPool2d(output: (4, 3)) },
    ]
    for (number, pool) in pools.enumerated() {
      expectGradient([apart], seed: UInt64(number)) { values in
        let y = pool(values[0])
        return (y * randomTensor(y.shape, seed: 5, in: 0.5..<1.5)).mean()
      }
    }
  }

  @Test func theFirstOfEqualElementsIsChosen() {
    let x = Parameter(Tensor([1, 2, 2, 2], shape: [1, 1, 2, 2]))
    x.tensor.maxPool2d(kernel: (2, 2)).sum().backward()
    #expect(x.gradient?.scalars == [0, 1, 0, 0])
  }

  @Test func gradientsOfGradientsFlowThroughPools() {
    let x = Tensor([0.1, 0.9, 0.4, 0.5, 0.2, 0.3, 0.7, 0.6, 1.2], shape: [1, 1, 3, 3])
    expectGradientOfGradient([x]) { values in
      let y = values[0].maxPool2d(kernel: (2, 2), stride: (1, 1))
      return (y * y * y).sum()
    }
    expectGradientOfGradient([x]) { values in
      let y = values[0].averagePool2d(kernel: (2, 2), stride: (1, 1), padding: (1, 0))
      return (y * y * y).sum()
    }
  }
}
