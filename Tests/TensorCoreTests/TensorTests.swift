import TensorCore
import TestSupport
import Testing

@Suite struct TensorTests {
  @Test func elementsAreKeptInRowMajorOrder() {
    let x = Tensor([1, 2, 3, 4, 5, 6], shape: [2, 3])
    #expect(x.scalars == [1, 2, 3, 4, 5, 6])
    #expect(x.transposed().scalars == [1, 4, 2, 5, 3, 6])
    #expect(x.sum(axis: 0).scalars == [5, 7, 9])
    #expect(x.sum(axis: 1).scalars == [6, 15])
    #expect(x.mean(axis: 1, keepDimension: true).shape == [2, 1])
    #expect(Tensor(7).item == 7)
    #expect(Tensor.ones([2]).scalars == [1, 1])
    #expect(Tensor.full([3], 2.5).scalars == [2.5, 2.5, 2.5])
  }

  @Test func aMutatedCopyLeavesTheOriginalAlone() {
    let original = Tensor([1, 2, 3])
    var copy = original
    copy.withUnsafeMutableScalars { $0[1] = 9 }
    #expect(original.scalars == [1, 2, 3])
    #expect(copy.scalars == [1, 9, 3])
    var shared = original.reshaped([3, 1])
    shared.withUnsafeMutableScalars { $0[0] = 5 }
    #expect(original.scalars == [1, 2, 3])
  }

  @Test func aTensorWithOneOwnerIsMutatedInPlace() {
    var x = Tensor([1, 2, 3])
    let before = x.withUnsafeScalars { $0.baseAddress }
    x.withUnsafeMutableScalars { $0[0] = 4 }
    #expect(x.withUnsafeScalars { $0.baseAddress } == before)
  }

  @Test func theFirstOfEqualElementsIsTheLargest() {
    let x = Tensor([1, 3, 3, 2, 0, 2], shape: [2, 3])
    #expect(x.argmax(axis: 1) == [1, 0])
    #expect(x.argmax(axis: 0) == [1, 0, 0])
    #expect(x.max(axis: 0).scalars == [2, 3, 3])
    #expect(Tensor([1, .nan, 5], shape: [1, 3]).argmax(axis: -1) == [1])
    #expect(Tensor([1, .nan, 5], shape: [1, 3]).max(axis: 1).item.isNaN)
  }

  @Test func emptyTensorsHaveEmptyResults() {
    let empty = Tensor([], shape: [0, 3])
    #expect((empty + Tensor([1, 2, 3])).shape == [0, 3])
    #expect(empty.sum().item == 0)
    #expect(empty.sum(axis: 0).scalars == [0, 0, 0])
    #expect(empty.softmax().count == 0)
    #expect(empty.gatherRows([]).shape == [0, 3])
    #expect(Tensor.linear(empty, weight: Tensor.ones([2, 3])).shape == [0, 2])
    #expect(empty.matmul(Tensor.ones([3, 2])).shape == [0, 2])
    #expect(Tensor.ones([2, 0]).matmul(Tensor.ones([0, 2])).scalars == [0, 0, 0, 0])
  }

  @Test func rowsAreGatheredAndSlicedByNumber() {
    let x = Tensor([1, 2, 3, 4, 5, 6], shape: [3, 2])
    #expect(x.gatherRows([2, 0, 2]).scalars == [5, 6, 1, 2, 5, 6])
    #expect(x.sliced(1..<3).scalars == [3, 4, 5, 6])
    #expect(x.sliced(1..<2, axis: 1).scalars == [2, 4, 6])
    #expect(x.sliced(1..<1).shape == [0, 2])
    #expect(Tensor.concatenated([x, x.sliced(0..<1)]).scalars == [1, 2, 3, 4, 5, 6, 1, 2])
    #expect(x.takeColumns([1, 0, 1]).scalars == [2, 3, 6])
  }

  @Test func aTensorSaysWhetherItIsFinite() {
    #expect(Tensor([1, -2]).isFinite)
    #expect(!Tensor([1, .infinity]).isFinite)
    #expect(!Tensor([.nan, 1]).isFinite)
  }

  @Test func mistakesOfShapeStopTheProgram() async {
    await #expect(processExitsWith: .failure) { _ = Tensor([1, 2], shape: [3]) }
    await #expect(processExitsWith: .failure) { _ = Tensor([1, 2]) + Tensor([1, 2, 3]) }
    await #expect(processExitsWith: .failure) {
      _ = Tensor.ones([2, 3]).matmul(Tensor.ones([2, 3]))
    }
    await #expect(processExitsWith: .failure) {
      _ = Tensor.linear(Tensor.ones([2, 3]), weight: Tensor.ones([4, 2]))
    }
    await #expect(processExitsWith: .failure) { _ = Tensor.ones([2, 3]).reshaped([4]) }
    await #expect(processExitsWith: .failure) { _ = Tensor.ones([2, 3]).item }
    await #expect(processExitsWith: .failure) { _ = Tensor.ones([2, 3]).takeColumns([0, 3]) }
    await #expect(processExitsWith: .failure) { _ = Tensor.ones([2, 3]).gatherRows([-1]) }
    await #expect(processExitsWith: .failure) { _ = Tensor.ones([2, 3]).sliced(1..<4) }
    await #expect(processExitsWith: .failure) {
      _ = Tensor.concatenated([Tensor.ones([2, 3]), Tensor.ones([2, 2])])
    }
  }
}
