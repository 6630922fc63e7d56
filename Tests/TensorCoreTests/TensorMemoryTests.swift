import TensorCore
import TestSupport
import Testing

@Suite struct TensorMemoryTests {
  /// A training step with every kind of tensor in it.
  private func step(_ parameters: [Parameter], _ x: Tensor, _ target: Tensor) {
    let hidden = Tensor.linear(
      x, weight: parameters[0].tensor, bias: parameters[1].tensor, activation: .relu)
    let output = Tensor.linear(hidden, weight: parameters[2].tensor)
    output.takeColumns([Int32](repeating: 1, count: 32)).huber(target).mean().backward()
    for parameter in parameters {
      parameter.update { value, gradient in
        for i in value.indices { value[i] -= 0.01 * gradient[i] }
      }
      parameter.gradient = nil
    }
  }

  @Test func aWarmStepTakesNoMemoryFromTheSystem() {
    let parameters = [
      Parameter(randomTensor([64, 4], seed: 1)), Parameter(randomTensor([64], seed: 2)),
      Parameter(randomTensor([2, 64], seed: 3)),
    ]
    let x = randomTensor([32, 4], seed: 4)
    let target = randomTensor([32], seed: 5)
    for _ in 0..<3 { step(parameters, x, target) }
    let taken = TensorMemory.bytesFromSystemOfThread
    let inUse = TensorMemory.bytesInUseOfThread
    for _ in 0..<100 { step(parameters, x, target) }
    withExtendedLifetime((parameters, x, target)) {
      #expect(TensorMemory.bytesFromSystemOfThread == taken)
      #expect(TensorMemory.bytesInUseOfThread == inUse)
    }
  }

  @Test func theCountersFollowATensor() {
    let before = TensorMemory.bytesInUseOfThread
    let x = Tensor.zeros([1_000_000])
    #expect(TensorMemory.bytesInUseOfThread - before >= 4_000_000)
    // Blocks waste at most an eighth.
    #expect(TensorMemory.bytesInUseOfThread - before <= 4_500_000)
    #expect(TensorMemory.bytesFromSystem >= 4_000_000)
    #expect(TensorMemory.bytesHeld <= TensorMemory.bytesFromSystem)
    #expect(x.count == 1_000_000)
  }

  @Test func trimmingGivesFreeBlocksBack() {
    do { _ = Tensor.zeros([123_456]) }
    let taken = TensorMemory.bytesFromSystemOfThread
    TensorMemory.trim()
    _ = Tensor.zeros([123_456])
    #expect(TensorMemory.bytesFromSystemOfThread > taken)
  }

  @Test func manyLivingTensorsOfOneSizeReturnToThePool() {
    func many() { _ = (0..<1_000).map { Tensor.full([100], Float($0)) } }
    many()
    let taken = TensorMemory.bytesFromSystemOfThread
    many()
    // Blocks beyond those a thread keeps are shared with other tests, which may take a few.
    #expect(TensorMemory.bytesFromSystemOfThread - taken <= 100 * 448)
  }
}
