import TensorCore
import TestSupport
import Testing

@Suite struct GradientsTests {
  @Test func gradientsForParametersDoNotTouchTheirGradients() {
    let x = Parameter(Tensor([1, 2]))
    let y = Parameter(Tensor([3, 4]))
    let other = Parameter(Tensor([5, 6]))
    (x.tensor * 10).sum().backward()
    let loss = (x.tensor * y.tensor * other.tensor).sum()
    let gradients = loss.gradients(for: [y, x])
    #expect(gradients.map(\.scalars) == [[5, 12], [15, 24]])
    #expect(x.gradient?.scalars == [10, 10])
    #expect(y.gradient == nil && other.gradient == nil)
  }

  @Test func aTensorThatTheLossDoesNotDependOnHasAGradientOfZeros() {
    let x = Parameter(Tensor([1, 2]))
    let unused = Parameter(Tensor([1, 2, 3]))
    let frozen = Parameter(Tensor([1, 2]), isTrainable: false)
    let loss = (x.tensor * frozen.tensor).sum()
    let gradients = loss.gradients(for: [unused, frozen, x])
    #expect(gradients.map(\.scalars) == [[0, 0, 0], [0, 0], [1, 2]])
    #expect(x.gradient == nil)
  }

  @Test func theWalkEndsAtAResultInTheList() throws {
    // z = (x²)³ with s = x² = 4: dz/ds = 3 s² = 48, and x's own history is still there to walk.
    let x = Parameter(Tensor(2))
    let s = x.tensor.squared()
    let loss = s * s * s
    #expect(loss.gradients(for: [s], retainingGraph: true)[0].item == 48)
    #expect(x.gradient == nil)
    #expect(loss.gradients(for: [s, x.tensor]).map(\.item) == [48, 192])
  }

  @Test func theLossItselfMayBeInTheList() {
    let loss = Parameter(Tensor(2)).tensor.squared()
    #expect(loss.gradients(for: [loss])[0].item == 1)
  }

  @Test func aGraphThatWasWalkedIsConsumed() async {
    await #expect(processExitsWith: .failure) {
      let x = Parameter(Tensor(2))
      let loss = x.tensor.squared()
      _ = loss.gradients(for: [x])
      _ = loss.gradients(for: [x])
    }
    await #expect(processExitsWith: .failure) {
      _ = Tensor(1).gradients(for: [Parameter(Tensor(2))])
    }
  }

  @Test func threeDerivativesOfAPower() {
    // x⁵ at 2: 80, 160, 240.
    let x = Parameter(Tensor(2))
    let v = x.tensor
    let first = (v * v * v * v * v).gradients(for: [x], creatingGraph: true)[0]
    let second = first.gradients(for: [x], creatingGraph: true)[0]
    let third = second.gradients(for: [x])[0]
    #expect([first.item, second.item, third.item] == [80, 160, 240])
  }

  @Test func backwardThatCreatesAGraphLeavesGradientsThatHaveGradients() throws {
    // d/dx (dy/dx)² with y = x³ at 2: 2 · 12 · 12 = 288, added to the 12 that is there.
    let x = Parameter(Tensor(2))
    let v = x.tensor
    (v * v * v).backward(creatingGraph: true)
    let gradient = try #require(x.gradient)
    x.gradient = nil
    gradient.squared().backward()
    #expect(x.gradient?.item == 288)
  }

  @Test func nothingOfARecordedBackwardPassIsLeftBehind() {
    let x = Parameter(Tensor.ones([1_000]))
    let before = TensorMemory.bytesInUseOfThread
    do {
      let gradient = x.tensor.tanh().exp().sum().gradients(for: [x], creatingGraph: true)[0]
      let second = gradient.squared().sum().gradients(for: [x])[0]
      #expect(second.isFinite)
    }
    #expect(TensorMemory.bytesInUseOfThread == before)
    // The gradient that backward leaves keeps its graph until it is set to nil.
    x.tensor.exp().sum().backward(creatingGraph: true)
    #expect(TensorMemory.bytesInUseOfThread > before)
    x.gradient = nil
    #expect(TensorMemory.bytesInUseOfThread == before)
  }
}
