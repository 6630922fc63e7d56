import TensorCore
import TestSupport
import Testing

@Suite struct BackwardTests {
  @Test func aValueUsedTwiceCollectsBothGradients() throws {
    // f = x y + x² at (3, 5): df/dx = y + 2x = 11, df/dy = x = 3.
    let x = Parameter(Tensor(3))
    let y = Parameter(Tensor(5))
    let a = x.tensor
    (a * y.tensor + a * a).backward()
    #expect(try #require(x.gradient).item == 11)
    #expect(try #require(y.gradient).item == 3)
  }

  @Test func anInteriorValueUsedTwiceCollectsBothGradients() throws {
    // With s = x², f = s s + s = x⁴ + x² at 2: 4 · 8 + 2 · 2 = 36.
    let x = Parameter(Tensor(2))
    let s = x.tensor.squared()
    (s * s + s).backward()
    #expect(try #require(x.gradient).item == 36)
  }

  @Test func gradientsOfSeveralPassesAdd() throws {
    let x = Parameter(Tensor([1, 2]))
    for _ in 0..<3 { (x.tensor * Tensor([5, 7])).sum().backward() }
    #expect(try #require(x.gradient).scalars == [15, 21])
    x.gradient = nil
    x.tensor.sum().backward()
    #expect(try #require(x.gradient).scalars == [1, 1])
  }

  @Test func twoParametersDoNotShareTheirGradient() throws {
    // Both receive the same tensor from the sum; a later pass adds to one alone.
    let a = Parameter(Tensor([1, 2]))
    let b = Parameter(Tensor([3, 4]))
    (a.tensor + b.tensor).sum().backward()
    a.tensor.sum().backward()
    a.gradient?.withUnsafeMutableScalars { $0[0] = 50 }
    #expect(try #require(a.gradient).scalars == [50, 2])
    #expect(try #require(b.gradient).scalars == [1, 1])
  }

  @Test func nothingIsRecordedWithoutGradients() {
    let x = Parameter(Tensor([1, 2]))
    let constant = withoutGradients { x.tensor.squared().sum() }
    let mixed = (x.tensor * constant).sum()
    mixed.backward()
    #expect(x.gradient?.scalars == [5, 5])
    withoutGradients { withoutGradients {} }
    (x.tensor * 2).sum().backward()
    #expect(x.gradient?.scalars == [7, 7])
  }

  @Test func recordingGoesOnAfterAnError() {
    struct Stop: Error {}
    let x = Parameter(Tensor([1, 2]))
    #expect(throws: Stop.self) { try withoutGradients { throw Stop() } }
    x.tensor.sum().backward()
    #expect(x.gradient != nil)
  }

  @Test func frozenParametersReceiveNothing() {
    let x = Parameter(Tensor([1, 2]))
    let frozen = Parameter(Tensor([3, 4]), isTrainable: false)
    (x.tensor * frozen.tensor).sum().backward()
    #expect(x.gradient?.scalars == [3, 4])
    #expect(frozen.gradient == nil)
    #expect(x.tensor.detached.scalars == [1, 2])
  }

  @Test func aRetainedGraphCanBeWalkedAgain() {
    let x = Parameter(Tensor([1, 2]))
    let loss = x.tensor.squared().sum()
    loss.backward(retainingGraph: true)
    loss.backward()
    #expect(x.gradient?.scalars == [4, 8])
  }

  @Test func aConsumedOrConstantTensorStopsTheProgram() async {
    await #expect(processExitsWith: .failure) {
      let loss = Parameter(Tensor([1, 2])).tensor.squared().sum()
      loss.backward()
      loss.backward()
    }
    await #expect(processExitsWith: .failure) {
      let s = Parameter(Tensor([1, 2])).tensor.squared()
      s.sum().backward()
      s.mean().backward()
    }
    await #expect(processExitsWith: .failure) { Tensor(1).backward() }
    await #expect(processExitsWith: .failure) {
      Parameter(Tensor([1, 2])).tensor.squared().backward()
    }
  }

  @Test func theGraphReturnsWhatItSavedWhenItIsConsumed() {
    let x = Parameter(Tensor.ones([1_000]))
    let before = TensorMemory.bytesInUseOfThread
    let loss = x.tensor.exp().squared().sum()
    // Saved: the exponentials (4,000 bytes, rounded to a block); the squares are gone already.
    #expect(TensorMemory.bytesInUseOfThread - before >= 4_000)
    loss.backward()
    // What is left: the loss itself and the gradient.
    #expect(TensorMemory.bytesInUseOfThread - before <= 4_096 + 64)
    #expect(loss.item > 0)
    x.gradient = nil
    #expect(TensorMemory.bytesInUseOfThread - before <= 64)
  }

  @Test func aGraphThatIsDroppedIsFreed() {
    let x = Parameter(Tensor.ones([1_000]))
    let before = TensorMemory.bytesInUseOfThread
    do {
      let loss = (x.tensor.exp() * x.tensor).sum()
      #expect(loss.item > 0)
    }
    #expect(TensorMemory.bytesInUseOfThread == before)
  }

  @Test func aLongChainIsWalkedAndDroppedWithoutDeepRecursion() {
    let x = Parameter(Tensor(1))
    var sum = x.tensor
    for _ in 0..<200_000 { sum = sum + 1 }
    sum.backward()
    #expect(x.gradient?.item == 1)
    var dropped = x.tensor
    for _ in 0..<200_000 { dropped = dropped + 1 }
    dropped = Tensor(0)
    #expect(dropped.item == 0)
  }

  @Test func sumsOfGradientsHaveTheSameBitsInEveryRun() {
    func gradient() -> [Float] {
      let x = Parameter(randomTensor([17], seed: 3))
      var terms: [Tensor] = []
      for i in 0..<20 { terms.append((x.tensor * Float(i)).tanh() * x.tensor.exp()) }
      var loss = terms[0]
      for term in terms.dropFirst() { loss = loss + term }
      loss.sum().backward()
      return x.gradient?.scalars ?? []
    }
    let first = gradient()
    for _ in 0..<5 { expectEqual(gradient(), first) }
  }
}
