import TensorCore
import TestSupport
import Testing

/// Subtracts the gradient.
private func descend(_ parameter: Parameter) {
  parameter.update { value, gradient in
    for i in value.indices { value[i] -= gradient[i] }
  }
}

private func address(_ parameter: Parameter) -> UnsafePointer<Float>? {
  parameter.value.withUnsafeScalars { $0.baseAddress }
}

@Suite struct ParameterTests {
  @Test func anUpdateHappensInPlaceOnceTheGraphIsConsumed() {
    let x = Parameter(Tensor([1, 2]))
    let before = address(x)
    let output = x.tensor.squared()
    let loss = output.sum()
    loss.backward()
    descend(x)
    #expect(address(x) == before)
    #expect(x.value.scalars == [-1, -2])
    // The tensors of the consumed graph are still what they were.
    #expect(output.scalars == [1, 4] && loss.item == 5)
  }

  @Test func anUpdateLeavesALiveGraphAlone() throws {
    let x = Parameter(Tensor([3]))
    let y = Parameter(Tensor([5]))
    let waiting = (x.tensor * y.tensor).sum()
    x.tensor.sum().backward()
    descend(x)
    #expect(x.value.scalars == [2])
    waiting.backward()
    // The product saw x = 3.
    #expect(try #require(y.gradient).scalars == [3])
  }

  @Test func anUpdateLeavesACopyOfTheValueAlone() {
    let x = Parameter(Tensor([3]))
    let copy = x.value
    x.gradient = Tensor([1])
    descend(x)
    #expect(copy.scalars == [3] && x.value.scalars == [2])
  }

  @Test func anUpdateWithoutGradientDoesNothing() {
    let x = Parameter(Tensor([3]))
    descend(x)
    #expect(x.value.scalars == [3])
  }

  @Test func aMutatedWeightIsPackedAnew() {
    let weight = Parameter(Tensor([1, 2, 3, 4], shape: [2, 2]))
    let x = Tensor([1, 10], shape: [1, 2])
    #expect(Tensor.linear(x, weight: weight.tensor).scalars == [21, 43])
    weight.gradient = Tensor([1, 1, 1, 1], shape: [2, 2])
    descend(weight)
    #expect(Tensor.linear(x, weight: weight.tensor).scalars == [10, 32])
    weight.update(toward: Tensor([1, 2, 3, 4], shape: [2, 2]), rate: 1)
    #expect(Tensor.linear(x, weight: weight.tensor).scalars == [21, 43])
    weight.value = Tensor([0, 1, 0, 2], shape: [2, 2])
    #expect(Tensor.linear(x, weight: weight.tensor).scalars == [10, 20])
    var value = Tensor([1, 2, 3, 4], shape: [2, 2])
    #expect(Tensor.linear(x, weight: value).scalars == [21, 43])
    value.withUnsafeMutableScalars { $0[0] = 2 }
    #expect(Tensor.linear(x, weight: value).scalars == [22, 43])
    // The same elements in another shape are another matrix.
    let row = Tensor([1, 2, 3, 4], shape: [4, 1])
    #expect(Tensor.linear(Tensor([1], shape: [1, 1]), weight: row).scalars == [1, 2, 3, 4])
    let other = row.reshaped([2, 2])
    #expect(Tensor.linear(x, weight: other).scalars == [21, 43])
  }

  @Test func anUpdateTowardAnotherGoesPartOfTheWay() {
    let x = Parameter(Tensor([0, 4]))
    x.update(toward: Tensor([8, 4]), rate: 0.25)
    #expect(x.value.scalars == [2, 4])
    x.update(toward: Tensor([8, 5]), rate: 1)
    #expect(x.value.scalars == [8, 5])
  }

  @Test func aValueOfAnotherShapeStopsTheProgram() async {
    await #expect(processExitsWith: .failure) { Parameter(Tensor([1, 2])).value = Tensor([1]) }
    await #expect(processExitsWith: .failure) { Parameter(Tensor([1, 2])).gradient = Tensor([1]) }
    await #expect(processExitsWith: .failure) {
      Parameter(Tensor([1, 2])).update(toward: Tensor([1]), rate: 0.5)
    }
  }
}
