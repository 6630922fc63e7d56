import Agents
import Determinism
import Environments
import NeuralNetworks
import TensorCore
import TestSupport
import Testing

/// Two inner steps on three transitions, the outer loss of three others, against PyTorch 2.13.
///
///     def values(a, b, m, c, d):      # 4x3, 4, 2x4 and 2 numbers, in the order of the parameters
///         flat = [((i * a + b) % m - c) / d for i in range(26)]
///     def q(w, x): return F.linear(F.relu(F.linear(x, w[0], w[1])), w[2], w[3])
///     def batch(offset):
///         seen = tensor([[((t * 3 + j + offset) * 4 % 7 - 3) / 4 for j in range(3)] for t in range(4)])
///         actions = tensor([(t + offset) % 2 for t in range(3)])
///         rewards = tensor([((t * 2 + offset) % 5 - 2) / 2 for t in range(3)])
///         return seen[:3], actions, rewards, seen[1:], tensor([0.75, 0.75, 0])
///     def loss(w, target, b):
///         seen, actions, rewards, following, bootstrap = b
///         with torch.no_grad():
///             chosen = q(w, following).argmax(1, keepdim=True)
///             goal = rewards + bootstrap * q(target, following).gather(1, chosen).squeeze(1)
///         return F.huber_loss(q(w, seen).gather(1, actions[:, None]).squeeze(1), goal)
///     theta, target = values(7, 3, 11, 5, 8), values(5, 1, 13, 6, 9)
///     for _ in range(2):
///         g = autograd.grad(loss(w, target, batch(0)), w, create_graph=True)   # False: first order
///         w = [p - 0.5 * d for p, d in zip(w, g)]
///     autograd.grad(loss(w, target, batch(5)), theta)
@Suite struct ValueAdaptationTests {
  private static let outerLoss: Float = 0.499716
  private static let second: [Float] = [
    -0.207356, 0.147163, 0.124553, 0.044384, -0.07035, 0.0157, -0.01079, 0.003597, -0.007193,
    0.251509, -0.208195, -0.092314, -0.012809, -0.114734, 0.014386, 0.061047, -0.039698, 0.066876,
    -0.00294, 0.155314, -0.261931, -0.262408, 0.0, -0.226423, -0.144519, 0.03458,
  ]
  private static let first: [Float] = [
    -0.179365, 0.120098, 0.169339, 0.020833, -0.0625, 0.0, 0.0, 0.0, 0.0, 0.230365, -0.205027,
    -0.105117, 0.054373, -0.083333, 0.0, 0.094412, -0.050771, 0.0, 0.0, -0.005026, -0.279616,
    -0.262408, 0.0, -0.226423, -0.273004, -0.005027,
  ]
  private let space = Box(shape: [3], range: -1...1)

  /// A network with the values of the formula.
  private func network(_ a: Int, _ b: Int, _ m: Int, _ c: Int, _ d: Float) throws -> QNetwork {
    var configuration = DQNConfiguration()
    configuration.hiddenSizes = [4]
    let actions = Discrete(names: ["a", "b"])
    var random = RandomStream(seed: 1)
    let network = try QNetwork(
      specification: try configuration.networkSpecification(
        observationSpace: space, actionSpace: actions),
      observationSpace: space, actionSpace: actions, using: &random)
    var place = 0
    for parameter in network.parameters {
      let values = (0..<parameter.shape.count).map { index in
        Float(((place + index) * a + b) % m - c) / d
      }
      place += values.count
      parameter.value = Tensor(values).reshaped(parameter.shape)
    }
    return network
  }

  private func adaptation(isSecondOrder: Bool) throws -> ValueAdaptation {
    ValueAdaptation(
      try network(7, 3, 11, 5, 8), target: try network(5, 1, 13, 6, 9),
      configuration: DQNConfiguration(), rate: 0.5, isSecondOrder: isSecondOrder)
  }

  /// Three transitions, the last of which ends the task.
  private func batch(_ offset: Int) -> TransitionBatch {
    var replay = ReplayBuffer(
      capacity: 3, copies: 1, observationSpace: space, actionCount: 2, discount: 0.75)
    func seen(_ time: Int) -> [Float] {
      (0..<3).map { Float((time * 3 + $0 + offset) * 4 % 7 - 3) / 4 }
    }
    seen(0).withUnsafeBufferPointer { replay.begin(observations: $0) }
    for time in 0..<3 {
      let (actions, rewards) = (
        [Int32((time + offset) % 2)], [Float((time * 2 + offset) % 5 - 2) / 2]
      )
      actions.withUnsafeBufferPointer { actions in
        rewards.withUnsafeBufferPointer { rewards in
          [time == 2].withUnsafeBufferPointer { terminated in
            [false].withUnsafeBufferPointer { truncated in
              seen(time + 1).withUnsafeBufferPointer { next in
                replay.append(
                  actions: actions, rewards: rewards, terminated: terminated,
                  truncated: truncated, finalObservations: next, observations: next)
              }
            }
          }
        }
      }
    }
    return replay.allTransitions()
  }

  /// The outer loss and the gradient of θ.
  private func outer(
    _ adaptation: ValueAdaptation, support: [TransitionBatch]
  ) throws -> (loss: Float, gradient: [Float]) {
    for parameter in adaptation.network.parameters { parameter.gradient = nil }
    let loss = adaptation.outerLoss(support: support, query: batch(5))
    loss.backward()
    return (
      loss.item,
      try adaptation.network.parameters.flatMap { try #require($0.gradient).scalars }
    )
  }

  @Test(arguments: [true, false]) func outerLossAndGradientArePyTorchs(isSecondOrder: Bool) throws {
    let adaptation = try adaptation(isSecondOrder: isSecondOrder)
    let found = try outer(adaptation, support: [batch(0), batch(0)])
    expectNear([found.loss], [Self.outerLoss], tolerance: 1e-5)
    expectNear(found.gradient, isSecondOrder ? Self.second : Self.first, tolerance: 1e-5)
  }

  @Test func theOrdersDifferInTheGradientAlone() throws {
    let two = try outer(try adaptation(isSecondOrder: true), support: [batch(0)])
    let one = try outer(try adaptation(isSecondOrder: false), support: [batch(0)])
    #expect(one.loss == two.loss)
    let difference = zip(one.gradient, two.gradient).map { abs($0 - $1) }.max()
    #expect(try #require(difference) > 0.05)
  }

  @Test func otherTransitionsOfTheTaskGiveAnotherGradient() throws {
    let adaptation = try adaptation(isSecondOrder: true)
    let found = try outer(adaptation, support: [batch(2), batch(2)])
    #expect(abs(found.loss - Self.outerLoss) > 0.01)
  }

  @Test func frozenParametersDoNotAdaptAndTheOthersHaveTheirFactors() throws {
    let adaptation = try adaptation(isSecondOrder: true)
    let parameters = adaptation.network.parameters
    let whole = adaptation.adapted(to: [batch(0)]).map(\.scalars)
    parameters[0].isTrainable = false
    parameters[3].learningRateFactor = 0.5
    let part = adaptation.adapted(to: [batch(0)]).map(\.scalars)
    #expect(part[0] == parameters[0].value.scalars && part[0] != whole[0])
    #expect(part[1] == whole[1])
    for (index, start) in parameters[3].value.scalars.enumerated() {
      #expect(abs((part[3][index] - start) - (whole[3][index] - start) / 2) < 1e-6)
    }
  }
}
