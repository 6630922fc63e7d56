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
/// Layouts whose optimum is no sure end within the time limit are passed over.
///
/// It is made of trials, each of which depends on the policy, the plan, its layout and its seed alone:
/// those that are in its file already are not tried again, and the file ends with the same bytes.
public struct AdaptationSurvey {
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
    /// Episodes from scratch; nil where that was given up, or not tried.
    public var scratch: Int?

    /// A trial.
    public init(layout: Int, seed: UInt64, optimum: Double, adapted: Int?, scratch: Int?) {
      (self.layout, self.seed, self.optimum) = (layout, seed, optimum)
      (self.adapted, self.scratch) = (adapted, scratch)
    }
  }

  /// A layout to be tried.
  struct Layout {
    var number: Int
    var task: EnvironmentDefinition
    var optimum: Double
  }

  /// What was planned.
  public let plan: AdaptationPlan
  /// What was found, layout by layout.
  public private(set) var trials: [Trial] = []
  let layouts: [Layout]
  private let network: QNetwork
  private let learning: DQNConfiguration
  private let fresh: DQNConfiguration

  /// Prepares it; nothing is tried.
  ///
  /// - Parameters:
  ///   - policy: a network that was trained on a grid with a generator, by any agent of DQN's layers.
  ///   - plan: where and how long.
  /// - Throws: `InputError` where the policy is no such network, or a setting is not valid.
  public init(of policy: Policy, plan: AdaptationPlan) throws {
    guard let network = policy.acting as? QNetwork else {
      throw InputError(
        "'\(policy.algorithm)' left no network of DQN's layers to go on with",
        remedy: "give a run of --agent reptile, dqn or pqn")
    }
    self.plan = plan
    self.network = network
    (learning, fresh) = try plan.learning(of: policy)
    layouts = try Self.layouts(of: policy.definition, count: plan.layouts)
  }

  /// The first unseen layouts that can be done for certain.
  private static func layouts(
    of definition: EnvironmentDefinition, count: Int
  ) throws -> [Layout] {
    let tasks = try GridTaskDistribution(definition)
    var layouts: [Layout] = []
    // Of layouts of which not one in ten can be done, too little is learned to be worth the search.
    for number in 0..<min(10 * count, GridTaskDistribution.layouts) where layouts.count < count {
      let task = try tasks.task(number, of: .unseen)
      guard let solution = try task.solve() else {
        throw InputError("the layouts of '\(definition.id)' cannot be solved exactly")
      }
      guard solution.terminationProbability > 0.999 else { continue }
      layouts.append(Layout(number: number, task: task, optimum: solution.optimalReturn))
    }
    guard layouts.count == count else {
      throw InputError(
        "of \(10 * count) layouts of '\(definition.id)' only \(layouts.count) can be done within its "
          + "time limit", remedy: "raise timeLimit, or survey fewer layouts")
    }
    return layouts
  }

  /// Trials of the whole survey.
  public var count: Int { layouts.count * plan.seeds.count }

  /// Layout and seed of a trial.
  func place(of trial: Int) -> (layout: Layout, seed: UInt64) {
    (layouts[trial / plan.seeds.count], plan.seeds[trial % plan.seeds.count])
  }

  /// Goes on, with one row of the file for each trial as it ends.
  ///
  /// - Parameters:
  ///   - file: what was found already; read strictly, then written with each trial.
  ///   - shouldContinue: asked before each episode; false leaves the trial that is going on.
  ///   - report: told each trial, those of the file too.
  /// - Returns: whether all are done.
  /// - Throws: `InputError` where the file is damaged or cannot be written; `DivergedTraining`.
  public mutating func run(
    file: String, shouldContinue: () -> Bool = { true }, report: (Trial) -> Void = { _ in }
  ) throws -> Bool {
    trials = try read(file)
    trials.forEach(report)
    while trials.count < count {
      guard let trial = try nextTrial(shouldContinue) else { return false }
      trials.append(trial)
      try writeAtomically(Self.text(of: trials), to: file)
      report(trial)
    }
    return true
  }

  /// The next trial; nil where it was interrupted.
  private func nextTrial(_ shouldContinue: () -> Bool) throws -> Trial? {
    let (layout, seed) = place(of: trials.count)
    let random = RandomStream(seed: seed).stream("layout/\(layout.number)")
    var found: [Int?] = []
    for (configuration, start, most) in [
      (learning, network.parameters, plan.episodes), (fresh, nil, plan.scratchEpisodes),
    ] {
      guard most > 0 else {
        found.append(nil)
        continue
      }
      var adaptation = try TaskAdaptation(
        configuration, in: layout.task, from: start, random: random)
      switch try adaptation.episodes(
        until: layout.optimum - 0.1 * abs(layout.optimum), most: most,
        shouldContinue: shouldContinue)
      {
      case .learned(let episodes): found.append(episodes)
      case .givenUp: found.append(nil)
      case .interrupted: return nil
      }
    }
    return Trial(
      layout: layout.number, seed: seed, optimum: layout.optimum, adapted: found[0],
      scratch: found[1])
  }

  /// The median of the trials with its interval over seeds, given-up ones counted as the last episode
  /// tried.
  ///
  /// - Parameter isAdapted: whether of the trained network, else from scratch.
  /// - Returns: episodes; nil before the end, and where that was not tried.
  public func median(adapted isAdapted: Bool) -> Estimate? {
    let most = isAdapted ? plan.episodes : plan.scratchEpisodes
    guard trials.count == count, most > 0 else { return nil }
    let rows = layouts.map { layout in
      trials.filter { $0.layout == layout.number }.map {
        Double((isAdapted ? $0.adapted : $0.scratch) ?? most)
      }
    }
    return Bootstrap.table.estimate(ScoreTable(tasks: rows)) { $0.median }
  }
}
