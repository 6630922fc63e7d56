import NeuralNetworks
import TensorCore
import TestSupport
import Testing

/// Nine steps against PyTorch 2.13's `torch.optim.RAdam`: the first five are not rectified, as the
/// second moment has been measured too seldom, the rest are.
struct RAdamTests {
  /// p = (0.5, −1.25, 2); at step t the gradient is (1/t, (−1)ᵗ t/2, 1/4).
  private static let plain: [[Float]] = [
    [0.449999988, -1.22500002, 1.98749995], [0.41315788, -1.2394737, 1.9749999],
    [0.383760571, -1.22093129, 1.96249986], [0.359276712, -1.23685884, 1.94999981],
    [0.338329732, -1.2183727, 1.93749976], [0.337383419, -1.21860421, 1.93620872],
    [0.336246163, -1.21832013, 1.93457174], [0.334968567, -1.21861303, 1.93263483],
    [0.33358565, -1.21828818, 1.93042958],
  ]
  private static let decaying: [[Float]] = [
    [0.442499995, -1.20624995, 1.95749998], [0.399368048, -1.20453119, 1.91535413],
    [0.364627391, -1.16537428, 1.87358356], [0.335568041, -1.16743565, 1.83220816],
    [0.310681075, -1.12648976, 1.79124701], [0.303916752, -1.12705791, 1.78222001],
    [0.295683771, -1.12280071, 1.77069962], [0.286358148, -1.1239202, 1.75706196],
    [0.276189119, -1.1189661, 1.7415663],
  ]

  private func expectSteps(
    of optimizer: some Optimizer, _ expected: [[Float]], tolerance: Float = 2e-6
  ) {
    var optimizer = optimizer
    let parameter = parameter("p", [0.5, -1.25, 2])
    for (step, values) in expected.enumerated() {
      let t = Float(step + 1)
      parameter.gradient = Tensor([1 / t, step.isMultiple(of: 2) ? -t / 2 : t / 2, 0.25])
      optimizer.step([parameter])
      expectNear(parameter.value.scalars, values, tolerance: tolerance, "step \(step)")
    }
  }

  @Test func stepsAreThoseOfPyTorch() {
    expectSteps(of: RAdam(learningRate: 0.05), Self.plain)
    expectSteps(
      of: RAdam(learningRate: 0.05, beta1: 0.8, beta2: 0.95, epsilon: 1e-3, weightDecay: 0.3),
      Self.decaying)
    expectSteps(of: OptimizerKind.radam.makeOptimizer(learningRate: 0.05), Self.plain)
  }

  /// Clipping to a wide range in the middle keeps the chain from being run as one kernel.
  @Test func partByPartGivesTheSame() {
    expectSteps(
      of: OptimizerChain(
        [
          .weightDecay(0.3), .clipValue(1e9),
          .radam(beta1: 0.8, beta2: 0.95, epsilon: 1e-3),
        ], learningRate: 0.05), Self.decaying)
  }

  @Test func whatItRemembersComesBack() throws {
    var whole = RAdam(learningRate: 0.05)
    let one = parameter("p", [0.5, -1.25, 2], gradient: [1, 2, 3])
    for _ in 0..<4 { whole.step([one]) }
    var resumed = RAdam(learningRate: 0.05)
    try resumed.restore(
      state: Dictionary(uniqueKeysWithValues: whole.state.map { ($0.name, $0.tensor) }),
      updates: whole.updates, for: [one])
    let two = parameter("p", one.value.scalars, gradient: [1, 2, 3])
    for _ in 0..<4 {
      whole.step([one])
      resumed.step([two])
    }
    #expect(one.value.scalars == two.value.scalars)
    #expect(whole.state.map(\.name) == ["radam.m.p", "radam.updates.p", "radam.v.p"])
  }
}
