import Agents
import Determinism
import Documents
import Environments
import NeuralNetworks
import TensorCore

/// How many episodes DQN needs in unseen layouts, from a trained network and from scratch.
///
/// A layout is learned when greedy play is a success and reaches nine tenths of what is possible: the
/// solved optimum less a tenth of its size. It is tried before the first episode and after each.
public struct AdaptationSurvey: Sendable {
  /// What was found in one layout with one seed.
  public struct Trial: Sendable, Hashable {
    /// The number of the layout.
    public var layout: Int
    /// The seed of the training in it.
    public var seed: UInt64
    /// The best return there is.
    public var optimum: Double
    /// Episodes from the trained network; nil where that was given up.
    public var adapted: Int?
    /// Episodes from scratch; nil where that was given up.
    public var scratch: Int?
  }

  /// Where and how long is tried.
  public struct Plan: Sendable, Hashable {
    /// Unseen layouts.
    public var layouts = 10
    /// Seeds of the training in each.
    public var seeds: [UInt64] = [1, 2, 3]
    /// Episodes after which a trained network is given up.
    public var episodes = 100
    /// Episodes after which a fresh one is given up.
    public var scratchEpisodes = 1_000

    /// The default plan.
    public init() {}
  }

  /// What was planned.
  public let plan: Plan
  /// What was found, layout by layout.
  public private(set) var trials: [Trial] = []

  /// Tries a policy.
  ///
  /// - Parameters:
  ///   - policy: a network that was trained on a grid with a generator, by any agent of DQN's layers.
  ///   - plan: where and how long.
  ///   - report: told each trial.
  /// - Throws: `InputError` where the policy is no such network; `DivergedTraining`.
  public init(
    of policy: Policy, plan: Plan, report: (Trial) -> Void = { _ in }
  ) throws {
    self.plan = plan
    guard let network = policy.acting as? QNetwork else {
      throw InputError(
        "'\(policy.algorithm)' left no network of DQN's layers to go on with",
        remedy: "give a run of --agent reptile or dqn")
    }
    let tasks = try GridTaskDistribution(policy.definition)
    let learning = try Self.learning(of: policy)
    // From nothing there is more to explore.
    var fresh = learning
    (fresh.epsilonStart, fresh.epsilonSteps) = (1, 1_000)
    for layout in 0..<plan.layouts {
      let task = try tasks.task(layout, of: .unseen)
      guard let optimum = try task.solve()?.optimalReturn else {
        throw InputError("the layouts of '\(policy.definition.id)' cannot be solved exactly")
      }
      for seed in plan.seeds {
        let random = RandomStream(seed: seed).stream("layout/\(layout)")
        func episodes(
          _ configuration: DQNConfiguration, _ start: [Parameter]?, most: Int
        ) throws -> Int? {
          var adaptation = try TaskAdaptation(
            configuration, in: task, from: start, random: random)
          return try adaptation.episodes(until: optimum - 0.1 * abs(optimum), most: most)
        }
        let trial = Trial(
          layout: layout, seed: seed, optimum: optimum,
          adapted: try episodes(learning, network.parameters, most: plan.episodes),
          scratch: try episodes(fresh, nil, most: plan.scratchEpisodes))
        trials.append(trial)
        report(trial)
      }
    }
  }

  /// How a layout is learned: as in the policy's training where that was of many layouts.
  private static func learning(of policy: Policy) throws -> DQNConfiguration {
    let file = "\(policy.definition.id) policy (configuration)"
    let source = try AgentSettings(
      DocumentNode.parse(policy.configuration, file: file).mapping().require("agent"))
    if let own = source.configuration as? MetaQLearningConfiguration { return own.inner }
    var other = MetaQLearningConfiguration()
    try other.takeLayers(of: source.configuration)
    return other.inner
  }

  /// The median of the trials with its interval over seeds, given-up ones counted as the last episode
  /// tried.
  ///
  /// - Parameter isAdapted: whether of the trained network, else from scratch.
  /// - Returns: episodes.
  public func median(adapted isAdapted: Bool) -> Estimate {
    let rows = (0..<plan.layouts).map { layout in
      trials.filter { $0.layout == layout }.map {
        Double(
          isAdapted ? $0.adapted ?? plan.episodes : $0.scratch ?? plan.scratchEpisodes)
      }
    }
    return Bootstrap.table.estimate(ScoreTable(tasks: rows)) { $0.median }
  }
}
