import TensorCore
import TestSupport
import Testing

@Suite struct OperationEdgeTests {
  @Test func emptyTensorsGoThroughEveryOperation() throws {
    let x = Parameter(Tensor.zeros([0, 3]))
    let v = x.tensor
    let results = [
      v.permuted([1, 0]).transposed(), v.flipped(axes: [0, 1]), v.padded([(0, 0), (1, 2)]),
      v.sliced(0..<0), v.cumulativeSum(axis: 0), v.softmax(axis: 0), v.softmax(), v.pow(3),
      v.exp2(), v.sin(), v.logSumExp(axis: 1, keepDimension: true), v.topK(2, axis: 1).values,
      Tensor.where(v.detached, v, v), Tensor.stacked([v, v], axis: 1), v.max(axis: 1),
      v.gatherRows([]), v.gathered(index: [], shape: [0, 2], axis: 1), v.variance(axis: 1),
      v.scatterAdd(Tensor.zeros([0, 2]), index: [], axis: 1), v.matmul(Tensor.ones([3, 2])),
      v.reshaped([0, 1, 3]).matmul(Tensor.ones([3, 2])), v.chunks(3, axis: 1)[0],
    ]
    for result in results { #expect(result.count == 0) }
    results.dropFirst().reduce(results[0].sum()) { $0 + $1.sum() }.backward()
    #expect(try #require(x.gradient).shape == [0, 3])
    // Sums over nothing.
    #expect(v.sum(axes: [0]).scalars == [0, 0, 0])
    #expect(v.logSumExp(axis: 0).scalars == [-.infinity, -.infinity, -.infinity])
    #expect(Tensor.zeros([2, 0]).matmul(Tensor.zeros([0, 2])).scalars == [0, 0, 0, 0])
    #expect(
      Tensor.zeros([3, 2, 0]).matmul(Tensor.zeros([3, 0, 1])).scalars == [0, 0, 0, 0, 0, 0])
    #expect(Tensor.zeros([0, 2]).scatterRows([], rows: 2).scalars == [0, 0, 0, 0])
    #expect(Tensor.oneHot([], classes: 4).shape == [0, 4])
  }

  @Test func aNumberOfBatchesOfZeroIsAProductToo() throws {
    let a = Parameter(Tensor.zeros([0, 2, 3]))
    let b = Parameter(Tensor.ones([3, 4]))
    let y = a.tensor.matmul(b.tensor)
    #expect(y.shape == [0, 2, 4])
    y.sum().backward()
    #expect(try #require(b.gradient).scalars == [Float](repeating: 0, count: 12))
  }

  @Test func extremesAndTheirGradientsOfTiesAndNaN() throws {
    let x = Parameter(Tensor([1, .nan, 3, .nan, 2, 2, 0, 2], shape: [2, 4]))
    let smallest = x.tensor.min(axis: 1)
    #expect(smallest.scalars[0].isNaN && smallest.scalars[1] == 0)
    #expect(x.value.argmin(axis: 1) == [1, 2])
    #expect(x.value.argmax(axis: 1) == [1, 0])
    #expect(x.value.argmin(axis: 0) == [0, 0, 1, 0])
    let top = x.tensor.topK(3)
    #expect(top.indices == [1, 3, 2, 0, 1, 3])
    x.tensor.max(axis: 1).sum().backward()
    #expect(try #require(x.gradient).scalars == [0, 1, 0, 0, 1, 0, 0, 0])
  }

  @Test func aLargeTopIsSortedAsASmallOne() {
    let x = Tensor((0..<100).map { Float($0 * 37 % 50) })
    let all = x.topK(100)
    #expect(Array(all.indices.prefix(60)) == x.topK(60).indices)
    #expect(all.values.scalars == all.values.scalars.sorted(by: >))
    let along = Tensor(x.scalars, shape: [100, 1, 1]).topK(3, axis: 0)
    #expect(along.indices == Array(all.indices.prefix(3)) && along.values.shape == [3, 1, 1])
  }

  @Test func whatIsNotChosenHasNoInfluence() {
    let x = Parameter(Tensor([0, 4]))
    let mask = Tensor([0, 1])
    // log 0 is -infinity and its gradient infinite.
    Tensor.where(mask, x.tensor.log(), Tensor(7)).sum().backward()
    #expect(x.gradient?.scalars[1] == 0.25)
    let values = Tensor.where(mask, Tensor([.nan, 1]), Tensor(7))
    #expect(values.scalars == [7, 1])
    let a = Parameter(Tensor([1, 2]))
    Tensor.where(mask, a.tensor, Tensor(.nan)).sum().backward()
    #expect(a.gradient?.scalars == [0, 1])
  }

  @Test func powersAtZeroHaveTheGradientsOfPyTorch() {
    let x = Parameter(Tensor([0, 0, 0, 2]))
    let p = Parameter(Tensor([0, 1, 2, 0]))
    x.tensor.pow(p.tensor).sum().backward()
    #expect(x.gradient?.scalars == [0, 1, 0, 0])
    expectNear(p.gradient?.scalars ?? [], [0, 0, 0, 0.693_147_2])
    x.gradient = nil
    x.tensor.pow(0).sum().backward()
    #expect(x.gradient?.scalars == [0, 0, 0, 0])
  }

  @Test func aLogSumExpOfNothingButMinusInfinityHasNoGradient() {
    let x = Parameter(Tensor([-.infinity, -.infinity, 0, 0], shape: [2, 2]))
    x.tensor.logSumExp(axis: 1).sum().backward()
    #expect(x.gradient?.scalars == [0, 0, 0.5, 0.5])
  }

  @Test func anglesBeyondTheKernelsRangeAreExactToo() {
    let x = Tensor([1e10, -3e38, .infinity, 0.5])
    expectEqual(x.sin().scalars, [-0.487_506_02, -0.874_904_9, .nan, 0.479_425_55], ulps: 1)
    expectEqual(x.cos().scalars, [0.873_119_65, -0.484_294_77, .nan, 0.877_582_6], ulps: 1)
  }

  @Test func statisticsOfOneElement() {
    let x = Tensor([5], shape: [1, 1])
    #expect(x.variance(axis: 1, unbiased: false).item == 0)
    #expect(x.variance(axis: 1).item.isNaN)
    #expect(x.sum(axes: []).scalars == [5])
  }

  @Test func aFullSliceSharesAndAPermutationIsUndone() {
    let x = randomTensor([3, 4, 5, 2], seed: 9)
    for axes in [[3, 2, 1, 0], [0, 2, 1, 3], [1, 0, 2, 3], [2, 3, 0, 1], [0, 1, 3, 2]] {
      var inverse = axes
      for (place, axis) in axes.enumerated() { inverse[axis] = place }
      let y = x.permuted(axes)
      #expect(y.permuted(inverse).scalars == x.scalars)
      #expect(y.scalars[1] == x.permuted(axes.map { $0 - 4 }).scalars[1])
    }
    #expect(x.flipped(axes: [0, 1, 2, 3]).scalars == x.scalars.reversed())
    #expect(Tensor.concatenated(x.chunks(2, axis: 1), axis: 1).scalars == x.scalars)
    #expect(Tensor.oneHot([2, 0], classes: 3).scalars == [0, 0, 1, 1, 0, 0])
  }

  @Test func faultyShapesAndIndicesStopTheProgram() async {
    await #expect(processExitsWith: .failure) {
      _ = Tensor.ones([2, 3, 4]).matmul(Tensor.ones([3, 4, 2]))
    }
    await #expect(processExitsWith: .failure) { _ = Tensor.ones([3]).matmul(Tensor.ones([3, 4])) }
    await #expect(processExitsWith: .failure) { _ = Tensor.ones([2, 3]).permuted([0, 0]) }
    await #expect(processExitsWith: .failure) { _ = Tensor.ones([2, 3]).gatherRows([2]) }
    await #expect(processExitsWith: .failure) { _ = Tensor.ones([2, 3]).gatherRows([-1]) }
    await #expect(processExitsWith: .failure) {
      _ = Tensor.ones([2, 3]).scatterRows([0, 5], rows: 5)
    }
    await #expect(processExitsWith: .failure) {
      _ = Tensor.ones([2, 3]).gathered(index: [3], shape: [1, 1], axis: 1)
    }
    await #expect(processExitsWith: .failure) {
      _ = Tensor.ones([2, 3]).gathered(index: [0, 0, 0], shape: [3, 1], axis: 1)
    }
    await #expect(processExitsWith: .failure) { _ = Tensor.oneHot([0, 4], classes: 4) }
    await #expect(processExitsWith: .failure) { _ = Tensor.ones([2, 3]).topK(4) }
    await #expect(processExitsWith: .failure) { _ = Tensor.ones([0, 3]).min(axis: 0) }
    await #expect(processExitsWith: .failure) {
      _ = Tensor.ones([2, 3]).split(sizes: [1, 1], axis: 1)
    }
    await #expect(processExitsWith: .failure) { _ = Tensor.ones([2, 3]).padded([(1, 1)]) }
    await #expect(processExitsWith: .failure) { _ = Tensor.ones([2, 3]).squeezed(0) }
    await #expect(processExitsWith: .failure) { _ = Tensor.ones([2, 3]).variance(axes: [0, 0]) }
    await #expect(processExitsWith: .failure) {
      _ = Tensor.where(Tensor.ones([2]), Tensor.ones([3]), Tensor(1))
    }
  }
}
