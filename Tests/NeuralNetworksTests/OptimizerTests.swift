import Documents
import NeuralNetworks
import TensorCore
import TestSupport
import Testing

struct OptimizerTests {
  private static let optimizers: [any Optimizer] = [
    SGD(learningRate: 0.002),
    SGD(learningRate: 0.0005, momentum: 0.9),
    SGD(learningRate: 0.0005, momentum: 0.9, nesterov: true),
    RMSProp(learningRate: 0.005),
    RMSProp(learningRate: 0.001, momentum: 0.9),
    Adam(learningRate: 0.05),
    AdamW(learningRate: 0.05, weightDecay: 0.0001),
    Lion(learningRate: 0.002),
    LAMB(learningRate: 0.02, weightDecay: 0),
    OptimizerChain(
      [.clipNorm(50), .adam(), .momentum(0.5, nesterov: true), .clipValue(2)],
      learningRate: 0.02),
  ]

  /// (1 − x)² + 100 (y − x²)², whose valley is flat and whose least value, 0, is at (1, 1).
  private func rosenbrockGradient(_ x: Float, _ y: Float) -> (Float, Float) {
    (-2 * (1 - x) - 400 * x * (y - x * x), 200 * (y - x * x))
  }

  @Test(arguments: optimizers.indices)
  func findsTheValleyOfRosenbrock(_ index: Int) {
    var optimizer = Self.optimizers[index]
    let x = parameter("x", [-0.5])
    let y = parameter("y", [0.5])
    let rate = optimizer.learningRate
    let steps = 12_000
    let schedule = LinearSchedule(from: rate, to: 0.02 * rate, over: steps)
    for step in 0..<steps {
      let gradient = rosenbrockGradient(x.value.item, y.value.item)
      x.gradient = Tensor([gradient.0], shape: [1])
      y.gradient = Tensor([gradient.1], shape: [1])
      optimizer.learningRate = schedule(step)
      optimizer.step([x, y])
    }
    expectNear(
      [x.value.item, y.value.item], [1, 1], tolerance: 0.05, "\(type(of: optimizer)) \(index)")
  }

  @Test(arguments: optimizers.indices)
  func goesOnWithTheSameBitsAfterARestore(_ index: Int) throws {
    var steady = Self.optimizers[index]
    let all = [parameter("1.weight", [1, -2, 3]), parameter("0.weight", [0.5])]
    func gradients(_ step: Int, of parameters: [Parameter]) {
      for parameter in parameters {
        let values = parameter.value.scalars.map { $0 * 0.3 + Float(step) * 0.01 }
        parameter.gradient = Tensor(values, shape: parameter.value.shape)
      }
    }
    for step in 0..<7 {
      gradients(step, of: all)
      steady.step(all)
    }
    let copies = all.map { parameter($0.name, $0.value.scalars) }
    var resumed = Self.optimizers[index]
    let state = Dictionary(uniqueKeysWithValues: steady.state.map { ($0.name, $0.tensor) })
    try resumed.restore(state: state, updates: steady.updates, for: copies)
    #expect(resumed.updates == 7)
    for step in 7..<12 {
      gradients(step, of: all)
      gradients(step, of: copies)
      steady.step(all)
      resumed.step(copies)
    }
    for (one, other) in zip(all, copies) { #expect(one.value.scalars == other.value.scalars) }
    #expect(resumed.state.map(\.name) == steady.state.map(\.name))
    #expect(resumed.state.map(\.tensor.scalars) == steady.state.map(\.tensor.scalars))
  }

  @Test func stateIsNamedByParameterAndSorted() {
    var adam = Adam()
    adam.step([
      parameter("2.weight", [1], gradient: [1]), parameter("0.weight", [1, 2], gradient: [1, 1]),
    ])
    #expect(
      adam.state.map(\.name) == [
        "adam.m.0.weight", "adam.m.2.weight", "adam.updates.0.weight", "adam.updates.2.weight",
        "adam.v.0.weight", "adam.v.2.weight",
      ])
    #expect(adam.state[0].tensor.shape == [2])
    #expect(adam.state[3].tensor.scalars == [1])
  }

  @Test func frozenParametersAndThoseWithoutGradientStay() {
    for kind in OptimizerKind.allCases {
      var optimizer = kind.makeOptimizer(learningRate: 0.1)
      let frozen = parameter("frozen", [1, 2], gradient: [5, 5])
      frozen.isTrainable = false
      let bare = parameter("bare", [3])
      let moving = parameter("moving", [3], gradient: [1])
      optimizer.step([frozen, bare, moving])
      #expect(frozen.value.scalars == [1, 2])
      #expect(bare.value.scalars == [3])
      #expect(moving.value.scalars != [3])
      #expect(optimizer.state.allSatisfy { $0.name.hasSuffix("moving") })
    }
  }

  @Test func aParameterThatThawsBeginsAsIfTheOptimizerWereNew() {
    var used = Adam(learningRate: 0.1)
    var fresh = Adam(learningRate: 0.1)
    let late = parameter("late", [1, -1], gradient: [0.5, 2])
    let other = parameter("other", [1], gradient: [1])
    late.isTrainable = false
    for _ in 0..<20 { used.step([other, late]) }
    late.isTrainable = true
    used.step([other, late])
    let twin = parameter("late", [1, -1], gradient: [0.5, 2])
    fresh.step([twin])
    #expect(late.value.scalars == twin.value.scalars)
  }

  @Test func theLearningRateFactorScalesTheStep() {
    var sgd = SGD(learningRate: 0.5)
    let slow = parameter("slow", [1], gradient: [1])
    slow.learningRateFactor = 0.25
    sgd.step([slow])
    #expect(slow.value.scalars == [0.875])
  }

  @Test func theOrderOfTheParametersDoesNotMatter() {
    func run(reversed: Bool) -> [[Float]] {
      var adam = Adam(learningRate: 0.1)
      let parameters = [parameter("a", [1, 2]), parameter("b", [3])]
      for step in 0..<5 {
        parameters[0].gradient = Tensor([0.1, Float(step)], shape: [2])
        parameters[1].gradient = Tensor([-Float(step)], shape: [1])
        adam.step(reversed && step % 2 == 1 ? parameters.reversed() : parameters)
      }
      return parameters.map(\.value.scalars)
    }
    #expect(run(reversed: false) == run(reversed: true))
  }

  @Test func aCopyRemembersForItself() {
    var one = Adam(learningRate: 0.1)
    one.step([parameter("p", [1], gradient: [1])])
    var two = one
    two.step([parameter("p", [1], gradient: [7])])
    #expect(one.updates == 1)
    #expect(abs(one.state[0].tensor.item - 0.1) < 1e-6)  // m = (1 − 0.9) · 1
  }

  @Test func aDamagedStateIsRefusedAndChangesNothing() throws {
    var source = Adam()
    let weight = parameter("w", [1, 2], gradient: [1, 1])
    source.step([weight])
    let good = Dictionary(uniqueKeysWithValues: source.state.map { ($0.name, $0.tensor) })
    let faults: [(change: (inout [String: Tensor]) -> Void, words: String)] = [
      ({ $0["adam.v.w"] = nil }, "lacks 'adam.v.w'"),
      ({ $0["adam.m.w"] = Tensor([1], shape: [1]) }, "'adam.m.w' has shape [1]; expected [2]"),
      ({ $0["adam.updates.w"] = Tensor([0.5], shape: [1]) }, "not one whole number"),
      ({ $0["adam.updates.w"] = Tensor([.nan], shape: [1]) }, "not one whole number"),
      ({ $0["adam.m.x"] = Tensor([1], shape: [1]) }, "belongs to no parameter"),
      ({ $0["sgd.velocity.w"] = Tensor([1], shape: [1]) }, "does not belong to the optimizer"),
    ]
    for fault in faults {
      var state = good
      fault.change(&state)
      var adam = Adam()
      let error = #expect(throws: InputError.self) {
        try adam.restore(state: state, updates: 1, for: [weight])
      }
      #expect(error?.message.contains(fault.words) == true, "\(String(describing: error))")
      #expect(adam.updates == 0 && adam.state.isEmpty)
    }
  }

  @Test func twoParametersOfOneNameStopTheProgram() async {
    await #expect(processExitsWith: .failure) {
      var sgd = SGD(learningRate: 0.1)
      sgd.step([
        Parameter(Tensor([1], shape: [1]), name: "w"),
        Parameter(Tensor([1], shape: [1]), name: "w"),
      ])
    }
  }
}
