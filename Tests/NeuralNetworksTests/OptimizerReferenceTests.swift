import NeuralNetworks
import TensorCore
import TestSupport
import Testing

/// Five steps of every optimizer against PyTorch's, from given gradients.
struct OptimizerReferenceTests {
  private struct Reference: Decodable {
    let starts: [[Float]]
    let gradients: [[[Float]]]
    let results: [String: [[[Float]]]]
  }

  private static let optimizers: [(name: String, optimizer: any Optimizer)] = [
    ("sgd", SGD(learningRate: 0.1)),
    ("sgd-decay", SGD(learningRate: 0.1, weightDecay: 0.2)),
    ("sgd-momentum", SGD(learningRate: 0.1, momentum: 0.9)),
    (
      "sgd-nesterov-decay",
      SGD(learningRate: 0.1, momentum: 0.8, nesterov: true, weightDecay: 0.1)
    ),
    ("rmsprop", RMSProp(learningRate: 0.02)),
    (
      "rmsprop-momentum-decay",
      RMSProp(learningRate: 0.02, smoothing: 0.9, epsilon: 1e-3, momentum: 0.5, weightDecay: 0.1)
    ),
    ("adam", Adam(learningRate: 0.05)),
    (
      "adam-decay",
      Adam(learningRate: 0.05, beta1: 0.8, beta2: 0.95, epsilon: 1e-3, weightDecay: 0.3)
    ),
    ("adamw", AdamW(learningRate: 0.05)),
    ("adamw-decay", AdamW(learningRate: 0.05, beta1: 0.8, beta2: 0.95, weightDecay: 0.5)),
    ("lion", Lion(learningRate: 0.05)),
    ("lion-decay", Lion(learningRate: 0.05, beta1: 0.8, beta2: 0.95, weightDecay: 0.5)),
    ("lamb", LAMB(learningRate: 0.05)),
    (
      "lamb-plain",
      LAMB(learningRate: 0.05, beta1: 0.8, beta2: 0.95, epsilon: 1e-3, weightDecay: 0)
    ),
    (
      "adamw-groups",
      OptimizerChain(
        [.adam(), .weightDecay(0.5)], learningRate: 0.05,
        groups: [ParameterGroup(.named("b*"), learningRateFactor: 0.2, weightDecay: 0)])
    ),
    (
      "sgd-clipnorm",
      OptimizerChain([.clipNorm(0.5), .momentum(0.9)], learningRate: 0.1)
    ),
    (
      "adamw-clipnorm",
      OptimizerChain([.clipNorm(0.5), .adam(), .weightDecay(0.01)], learningRate: 0.05)
    ),
    (
      "rmsprop-clipvalue",
      OptimizerChain([.clipValue(0.3), .rootMeanSquare()], learningRate: 0.02)
    ),
  ]

  @Test(arguments: optimizers.map(\.name))
  func stepsAreThoseOfPyTorch(_ name: String) throws {
    let reference = try reference("optimizers.json", as: Reference.self)
    #expect(reference.results.count == Self.optimizers.count)
    let expected = try #require(reference.results[name])
    var optimizer = try #require(Self.optimizers.first { $0.name == name }).optimizer
    let parameters = [
      parameter("weight", reference.starts[0], shape: [2, 3]),
      parameter("bias", reference.starts[1]),
    ]
    for (step, gradients) in reference.gradients.enumerated() {
      for (parameter, gradient) in zip(parameters, gradients) {
        parameter.gradient = Tensor(gradient, shape: parameter.value.shape)
      }
      optimizer.step(parameters)
      for (index, parameter) in parameters.enumerated() {
        expectNear(
          parameter.value.scalars, expected[step][index], tolerance: 2e-6,
          "\(name), step \(step), \(index)")
      }
    }
    #expect(optimizer.updates == reference.gradients.count)
  }

  @Test func theDefaultsOfTheKindsArePyTorchs() throws {
    let reference = try reference("optimizers.json", as: Reference.self)
    let rates: [OptimizerKind: Float] = [
      .sgd: 0.1, .momentum: 0.1, .rmsprop: 0.02, .adam: 0.05, .adamw: 0.05, .lion: 0.05,
      .lamb: 0.05,
    ]
    for (kind, rate) in rates {
      var optimizer = kind.makeOptimizer(learningRate: rate)
      let bias = parameter("bias", reference.starts[1], gradient: reference.gradients[0][1])
      optimizer.step([bias])
      let expected = try #require(
        reference.results[kind == .momentum ? "sgd-momentum" : kind.rawValue])
      expectNear(bias.value.scalars, expected[0][1], tolerance: 2e-6, "\(kind)")
    }
  }
}
