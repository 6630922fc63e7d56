import Documents
import Environments
import NeuralNetworks
import TensorCore

/// Everything that decides how a ``DQN`` learns, apart from the task and the seed.
///
/// Durations are environment steps (with n copies, one vector step counts n). The defaults are a
/// middle course; each environment's definition recommends its own under `agent:`.
public struct DQNConfiguration: AgentConfiguration {
  /// The loss that compares a prediction with its target.
  public enum Loss: String, CaseIterable, Sendable, Hashable {
    /// Quadratic up to `huberDelta`, linear beyond: one wild target cannot move much.
    case huber
    /// The mean squared error.
    case mse
  }

  /// What the network says of an action.
  public enum Distribution: String, CaseIterable, Sendable, Hashable {
    /// Its value.
    case none
    /// The probabilities of returns that lie evenly in a range.
    case c51
    /// Quantiles of the return.
    case qr
    /// Quantiles of the return at any fractions.
    case iqn
  }

  /// How long, in how many copies, how often evaluated.
  public var plan = TrainingPlan()

  /// What observations are seen with.
  public var network = NetworkKind.auto
  /// Widths of the hidden layers.
  public var hiddenSizes = [128, 128]
  /// The function after each hidden layer.
  public var activation = Activation.relu
  /// Whether a normalization stands before each of those functions.
  public var layerNorm = false
  /// Whether the state's value and the actions' advantages have layers of their own.
  public var dueling = false
  /// Whether the last layers are noisy, so that their weights explore.
  public var noisy = false

  /// What stands around the layers, where they were carried over to another task.
  public var surroundings = LayerSurroundings()

  /// What the network says of an action.
  public var distribution = Distribution.none
  /// Returns that have a probability, for `c51`; ≥ 2.
  public var atoms = 51
  /// The least of these returns.
  public var valueMinimum: Float = -10
  /// The greatest of these returns.
  public var valueMaximum: Float = 10
  /// Quantiles of `qr`, fractions drawn of `iqn`; ≥ 1.
  public var quantiles = 32

  /// γ: what a reward one step later is worth; 0...1.
  public var discount: Float = 0.99
  /// n: rewards that are summed before the bootstrap; ≥ 1.
  public var nStep = 1
  /// Whether the online network chooses the action that the target network values.
  public var doubleQ = true
  /// Whether the agent's own policy is a part of reward and value.
  public var munchausen = false
  /// α: what the logarithm of the policy counts in the reward; 0...1.
  public var munchausenWeight: Float = 0.9
  /// τ: how soft that policy is, in the unit of values; > 0.
  public var munchausenTemperature: Float = 0.03
  /// l₀: the least that τ times the logarithm counts; ≤ 0.
  public var munchausenClip: Float = -1
  /// The loss.
  public var loss = Loss.huber
  /// Where the Huber loss turns linear; > 0.
  public var huberDelta: Float = 1

  /// The rule by which gradients change the network, with PyTorch's other constants.
  public var optimizer = OptimizerKind.adam
  /// What keeps the divisor of `adam` and `adamw` away from 0; > 0.
  public var adamEpsilon: Float = 1e-8
  /// The optimizer's rate at the start; > 0.
  public var learningRate: Float = 1e-3
  /// The rate at the last step, reached linearly, as a part of `learningRate`; 0...1, 1 constant.
  public var learningRateEnd: Float = 1
  /// The largest norm of the gradient over all parameters; 0 leaves it as it is.
  public var gradientClip: Float = 10

  /// Transitions of a batch; ≥ 1.
  public var batchSize = 64
  /// Transitions that the replay buffer keeps; ≥ 1.
  public var bufferCapacity = 50_000
  /// Whether transitions are drawn by what was wrong about them.
  public var prioritized = false
  /// ω: 0 draws all equally likely, 1 in proportion to the error; 0...1.
  public var priorityExponent: Float = 0.6
  /// β at the start: how far weights make up for priorities; grows to 1 linearly; 0...1.
  public var importanceExponent: Float = 0.4
  /// Environment steps before the first update; ≥ 0.
  public var learningStarts = 1_000
  /// Environment steps from one training phase to the next; ≥ 1.
  public var trainInterval = 4
  /// Updates of one training phase; ≥ 1.
  public var updatesPerInterval = 1
  /// Environment steps from one change of the target network to the next; ≥ 1.
  public var targetInterval = 500
  /// τ: how far the target goes towards the online network; 0 < τ ≤ 1, 1 copies.
  public var targetRate: Float = 1

  /// ε at the first step; 0...1.
  public var epsilonStart: Float = 1
  /// ε from `epsilonSteps` on; 0...1.
  public var epsilonEnd: Float = 0.05
  /// Environment steps over which ε falls linearly; ≥ 0.
  public var epsilonSteps = 10_000
  /// How ε is shared out, and what is done where it does not explore.
  public var exploration = Exploration.epsilon
  /// T of `boltzmann`, in the unit of values; > 0.
  public var temperature: Float = 1
  /// β: the reward of an observation seen for the n-th time is larger by β / √n; ≥ 0.
  public var countBonus: Float = 0

  /// What is learned from beside rewards.
  public var guidance = Guidance()

  /// Creates the default configuration.
  public init() {}
}
