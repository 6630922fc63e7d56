import Determinism
import Documents
import NeuralNetworks
import TensorCore
import Testing

struct ExponentialMovingAverageTests {
  private func module(_ values: [Float]) -> (Linear, Parameter) {
    let weight = parameter("weight", values, shape: [1, 2])
    return (Linear(weight: weight, bias: nil), weight)
  }

  @Test func itFollowsTheFormulaAndCanForgetFasterAtFirst() {
    let (layer, weight) = module([0, 8])
    var plain = ExponentialMovingAverage(of: layer, decay: 0.5)
    var early = ExponentialMovingAverage(of: layer, decay: 0.5, warmsUp: true)
    weight.value = Tensor([4, 0], shape: [1, 2])
    plain.update(from: layer)
    early.update(from: layer)
    #expect(plain.state[0].tensor.scalars == [2, 4])
    // (1 + 1) / (10 + 1) of the average stays.
    #expect(abs(early.state[0].tensor.scalars[1] - 8 * 2 / 11) < 1e-6)
    #expect(plain.state[0].name == "ema.weight")
  }

  @Test func evaluationSeesTheAveragesAndTrainingGoesOnWithItsOwn() throws {
    let (layer, weight) = module([1, 1])
    var average = ExponentialMovingAverage(of: layer, decay: 0.75)
    weight.value = Tensor([5, 9], shape: [1, 2])
    average.update(from: layer)
    let input = Tensor([1, 1], shape: [1, 2])
    #expect(average.withAverages(in: layer) { layer(input).item } == 2 + 3)
    #expect(layer(input).item == 14)
    struct Stop: Error {}
    #expect(throws: Stop.self) { try average.withAverages(in: layer) { throw Stop() } }
    #expect(weight.value.scalars == [5, 9])
    // An optimizer that changes the parameter in place changes no average.
    average.copy(to: layer)
    weight.gradient = Tensor([1, 1], shape: [1, 2])
    var sgd = SGD(learningRate: 1)
    sgd.step([weight])
    #expect(weight.value.scalars == [1, 2])
    #expect(average.state[0].tensor.scalars == [2, 3])
  }

  @Test func restoredItGoesOnWithTheSameBits() throws {
    let (layer, weight) = module([0.1, 0.2])
    var steady = ExponentialMovingAverage(of: layer, decay: 0.9, warmsUp: true)
    func change(_ step: Int) {
      weight.value = Tensor([0.3 * Float(step), 1 / Float(step)], shape: [1, 2])
    }
    for step in 1...3 {
      change(step)
      steady.update(from: layer)
    }
    var resumed = ExponentialMovingAverage(of: layer, decay: 0.9, warmsUp: true)
    let state = Dictionary(uniqueKeysWithValues: steady.state.map { ($0.name, $0.tensor) })
    try resumed.restore(state: state, updates: steady.updates)
    for step in 4...6 {
      change(step)
      steady.update(from: layer)
      resumed.update(from: layer)
    }
    #expect(resumed.state[0].tensor.scalars == steady.state[0].tensor.scalars)
    #expect(resumed.updates == steady.updates)
  }

  @Test func aDamagedStateIsRefusedAndChangesNothing() {
    let (layer, _) = module([1, 2])
    let good = Tensor([3, 4], shape: [1, 2])
    let faults: [([String: Tensor], Int, String)] = [
      ([:], 1, "lacks 'ema.weight'"),
      (["ema.weight": Tensor([1])], 1, "has shape [1]; expected [1, 2]"),
      (["ema.weight": good, "ema.bias": good], 1, "'ema.bias' does not belong"),
      (["ema.weight": good], -1, "expected at least 0"),
    ]
    for (state, updates, words) in faults {
      var average = ExponentialMovingAverage(of: layer)
      let error = #expect(throws: InputError.self) {
        try average.restore(state: state, updates: updates)
      }
      #expect(error?.message.contains(words) == true, "\(String(describing: error))")
      #expect(average.state[0].tensor.scalars == [1, 2])
    }
  }

  @Test func anotherModuleStopsTheProgram() async {
    await #expect(processExitsWith: .failure) {
      let one = Linear(weight: Parameter(Tensor.zeros([1, 2]), name: "weight"), bias: nil)
      let other = Linear(weight: Parameter(Tensor.zeros([2, 2]), name: "weight"), bias: nil)
      var average = ExponentialMovingAverage(of: one)
      average.update(from: other)
    }
  }
}
