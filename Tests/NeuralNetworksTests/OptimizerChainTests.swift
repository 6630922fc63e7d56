import Determinism
import NeuralNetworks
import TensorCore
import Testing

struct OptimizerChainTests {
  private func parameters(seed: UInt64, counts: [Int]) -> [Parameter] {
    var random = RandomStream(seed: seed)
    return counts.enumerated().map { index, count in
      let parameter = Parameter(
        Tensor(shape: [count]) { random.fillUniform($0, in: -1..<1) }, name: "\(index).weight")
      parameter.gradient = Tensor(shape: [count]) { random.fillUniform($0, in: -1..<1) }
      return parameter
    }
  }

  private func steps(_ optimizer: some Optimizer, count: Int = 4, size: Int = 5000) -> [[Float]] {
    var optimizer = optimizer
    let parameters = parameters(seed: 3, counts: [size, 37, 1, 0])
    for _ in 0..<count { optimizer.step(parameters) }
    return parameters.map(\.value.scalars)
  }

  /// `clipValue(.infinity)` in the middle changes nothing and is in no usual chain.
  @Test func theKernelOfAUsualChainDoesWhatItsPartsDo() {
    let chains: [(usual: [OptimizerPart], apart: [OptimizerPart])] = [
      ([.weightDecay(0.1)], [.weightDecay(0.1), .clipValue(.infinity)]),
      (
        [.weightDecay(0.1), .momentum(0.9, nesterov: true)],
        [.weightDecay(0.1), .clipValue(.infinity), .momentum(0.9, nesterov: true)]
      ),
      (
        [.weightDecay(0.1), .rootMeanSquare(), .momentum(0.5)],
        [.weightDecay(0.1), .rootMeanSquare(), .clipValue(.infinity), .momentum(0.5)]
      ),
      ([.lion(), .weightDecay(0.3)], [.lion(), .clipValue(.infinity), .weightDecay(0.3)]),
      (
        [.clipNorm(0.5), .lion(), .weightDecay(0.3)],
        [.clipNorm(0.5), .lion(), .clipValue(.infinity), .weightDecay(0.3)]
      ),
      (
        [.clipNorm(2), .clipValue(0.01), .momentum(0.9)],
        [.clipNorm(2), .clipValue(0.01), .clipValue(.infinity), .momentum(0.9)]
      ),
    ]
    for (usual, apart) in chains {
      #expect(
        steps(OptimizerChain(usual, learningRate: 0.1))
          == steps(OptimizerChain(apart, learningRate: 0.1)), "\(usual)")
    }
  }

  @Test func adamsKernelAndItsPartsDifferByRoundingAlone() {
    let usual = steps(OptimizerChain([.adam(), .weightDecay(0.1)], learningRate: 0.1))
    let apart = steps(
      OptimizerChain([.adam(), .clipValue(.infinity), .weightDecay(0.1)], learningRate: 0.1))
    for (one, other) in zip(usual.joined(), apart.joined()) { #expect(abs(one - other) < 1e-6) }
  }

  @Test func theNumberOfThreadsChangesNoBit() {
    let chains: [[OptimizerPart]] = [
      [.clipNorm(0.5), .adam(), .weightDecay(0.1)], [.adam(), .weightDecay(0.1), .trustRatio],
      [.rootMeanSquare(), .momentum(0.5)],
    ]
    defer { Parallel.threads = 1 }
    for chain in chains {
      Parallel.threads = 1
      let expected = steps(OptimizerChain(chain, learningRate: 0.1), count: 2, size: 600_001)
      for threads in [2, 3, 7] {
        Parallel.threads = threads
        let found = steps(OptimizerChain(chain, learningRate: 0.1), count: 2, size: 600_001)
        #expect(found == expected, "\(chain), \(threads) threads")
      }
    }
  }

  @Test func clippingAsAPartIsClippingBeforeAndLeavesTheGradient() {
    let chained = parameters(seed: 5, counts: [400, 30])
    let before = parameters(seed: 5, counts: [400, 30])
    var withPart = OptimizerChain([.clipNorm(0.25), .adam()], learningRate: 0.1)
    var plain = Adam(learningRate: 0.1)
    withPart.step(chained)
    #expect(clipGradients(before, globalNorm: 0.25) > 0.25)
    plain.step(before)
    #expect(chained.map(\.value.scalars) == before.map(\.value.scalars))
    #expect(
      chained.map(\.gradient?.scalars)
        == parameters(seed: 5, counts: [400, 30]).map(\.gradient?.scalars))
  }

  @Test func groupsSelectByNameAndRank() {
    let weight = Parameter(Tensor([1, 1], shape: [1, 2]), name: "body.0.weight")
    let bias = parameter("body.0.bias", [1])
    let cases: [(ParameterGroup.Selection, Bool, Bool)] = [
      (.named("body.*"), true, true), (.named("*.bias"), false, true), (.named("*"), true, true),
      (.named("body.0.weight"), true, false), (.named("b*0*s"), false, true),
      (.named(""), false, false), (.named("weight"), false, false), (.named("*0"), false, false),
      (.named("**b*"), true, true), (.rank(0...1), false, true), (.rank(2...7), true, false),
    ]
    for (selection, selectsWeight, selectsBias) in cases {
      let group = ParameterGroup(selection)
      #expect(group.selects(weight) == selectsWeight, "\(selection)")
      #expect(group.selects(bias) == selectsBias, "\(selection)")
    }
  }

  @Test func theFirstGroupThatSelectsCountsAndGroupsCanChange() {
    var sgd = SGD(learningRate: 1, weightDecay: 0.5)
    sgd.groups = [.withoutDecay, ParameterGroup(.named("*"), learningRateFactor: 0.5)]
    let weight = parameter("weight", [1, 1], shape: [1, 2], gradient: [0, 0])
    let bias = parameter("bias", [1], gradient: [0])
    sgd.step([weight, bias])
    #expect(weight.value.scalars == [0.75, 0.75])
    #expect(bias.value.scalars == [1])
    sgd.groups = []
    sgd.step([weight, bias])
    #expect(weight.value.scalars == [0.375, 0.375])
    #expect(bias.value.scalars == [0.5])
  }

  @Test func theKindsDecayBiasesUnlessTold() {
    for kind in OptimizerKind.allCases {
      for decaysBiases in [true, false] {
        var optimizer = kind.makeOptimizer(
          learningRate: 0.1, weightDecay: 0.5, decaysBiases: decaysBiases)
        let bias = parameter("bias", [1], gradient: [0])
        optimizer.step([bias])
        #expect((bias.value.item != 1) == decaysBiases, "\(kind)")
      }
    }
  }

  @Test func twoPartsOfOneKindRememberUnderDifferentNames() {
    var chain = OptimizerChain(
      [.momentum(0.9), .momentum(0.5), .adam()], learningRate: 0.1, name: "own")
    chain.step([parameter("w", [1], gradient: [1])])
    #expect(
      chain.state.map(\.name) == [
        "own.m.w", "own.updates.w", "own.v.w", "own.velocity#2.w", "own.velocity.w",
      ])
  }

  @Test func aWarmStepTakesNoMemory() {
    for optimizer in [Adam() as any Optimizer, LAMB(), SGD(learningRate: 1, momentum: 0.5)] {
      var optimizer = optimizer
      let parameters = parameters(seed: 1, counts: [300, 7])
      optimizer.step(parameters)
      let before = (TensorMemory.bytesFromSystemOfThread, TensorMemory.bytesInUseOfThread)
      optimizer.step(parameters)
      withExtendedLifetime(parameters) {
        #expect(TensorMemory.bytesFromSystemOfThread == before.0)
        #expect(TensorMemory.bytesInUseOfThread == before.1)
      }
    }
  }

  @Test(arguments: [0, 1, 2])
  func mistakesInPartsStopTheProgram(_ index: Int) async {
    switch index {
    case 0:
      await #expect(processExitsWith: .failure) {
        _ = OptimizerChain([.adam(), .clipNorm(1)], learningRate: 0.1)
      }
    case 1:
      await #expect(processExitsWith: .failure) {
        _ = OptimizerChain([.weightDecay(0.1), .adam(), .weightDecay(0.1)], learningRate: 0.1)
      }
    default:
      await #expect(processExitsWith: .failure) {
        _ = OptimizerChain([.adam(beta1: 1)], learningRate: 0.1)
      }
    }
  }
}
