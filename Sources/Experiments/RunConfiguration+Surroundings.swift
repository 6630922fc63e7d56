import Agents
import Documents
import NeuralNetworks
import Transfer

extension RunConfiguration {
  /// The same with weights of another network to begin from, and what the plan puts around its layers.
  ///
  /// - Parameter plan: What is carried over.
  /// - Returns: The configuration of the fine-tuned run.
  /// - Throws: `InputError` where adapters or columns are asked for that the task or the source cannot
  ///   have.
  public func with(_ plan: TransferPlan) throws -> RunConfiguration {
    var copy = self
    copy.transfer = plan
    guard plan.rules.hasAdapters || plan.rules.progressive else { return copy }
    let source = try plan.sourceLayers()
    if plan.rules.progressive {
      try copy.stand(beside: source)
    } else {
      try copy.adapt(to: source, plan.rules)
    }
    return copy
  }

  /// The same with nothing around the layers: what a training from scratch would be.
  public var withoutSurroundings: RunConfiguration {
    var copy = self
    copy.surroundings = LayerSurroundings()
    return copy
  }

  /// What stands around the layers; nil for a learner whose network has no such fields.
  private var surroundings: LayerSurroundings? {
    get { training?.surroundings ?? (agent?.configuration as? DQNConfiguration)?.surroundings }
    set {
      guard let newValue else { return }
      training?.surroundings = newValue
      guard var dqn = agent?.configuration as? DQNConfiguration else { return }
      dqn.surroundings = newValue
      agent?.configuration = dqn
    }
  }

  /// Puts maps between the shapes of the source and those of the task.
  private mutating func adapt(to source: SourceLayers, _ rules: TransferRules) throws {
    guard var around = surroundings, around == LayerSurroundings() else {
      throw InputError(
        "fit 'adapter' is for networks of data sets and of algorithm 'dqn' that have no adapter yet",
        remedy: "begin from a network without one, or take another fit")
    }
    let (input, outputs) = try shapes()
    let names = source.specification.parameterShapes.map(\.name)
    func layer(_ name: String?) -> [String] {
      names.filter { $0.prefix { $0 != "." } == (name ?? "").prefix { $0 != "." } }
    }
    if source.specification.inputShape != input,
      try rules.adapts(layer(names.first), among: names)
    {
      around.inputAdapter = source.specification.inputShape
      setKind(of: source)
    }
    if let given = source.outputs, given != outputs,
      try rules.adapts(layer(names.last), among: names)
    {
      around.outputAdapter = given
    }
    guard around != LayerSurroundings() else {
      throw InputError(
        "fit 'adapter' stands before the first layer or behind the last, where the shapes differ: the "
          + "source takes \(source.specification.inputShape) and gives \(source.specification.outputShape), "
          + "the task has \(input) and \(outputs) outputs",
        remedy: "leave it out, or name the layer at the end that differs: --fit '*=adapter'")
    }
    surroundings = around
    try validate()
  }

  /// Puts the source's frozen column beside the layers.
  private mutating func stand(beside source: SourceLayers) throws {
    guard var around = surroundings, around == LayerSurroundings() else {
      throw InputError(
        "progressive (true) is for networks of data sets and of algorithm 'dqn' without a column",
        remedy: "leave out progressive")
    }
    let input = try shapes().input
    guard source.specification.inputShape == input else {
      throw InputError(
        "progressive (true) shows both columns the same input: the source takes "
          + "\(source.specification.inputShape), the task has \(input)",
        remedy: "begin from a network of the same input, or fit it: --fit '*=adapter'")
    }
    around.column = true
    surroundings = around
    try validate()
  }

  /// What the task's network takes, and how many outputs it gives.
  private func shapes() throws -> (input: [Int], outputs: Int) {
    switch try taskDefinition() {
    case .environment(let definition):
      (definition.observationSpace.shape, definition.actionSpace.count)
    case .dataset(let definition):
      (
        definition.exampleShape,
        training?.network == .logistic ? 1 : max(1, definition.targets.classNames.count)
      )
    }
  }

  /// The kind of layers that `auto` meant for the source, whose observations were others.
  private mutating func setKind(of source: SourceLayers) {
    guard var dqn = agent?.configuration as? DQNConfiguration, let space = source.observationSpace
    else { return }
    dqn.network = dqn.network.resolved(for: space)
    agent?.configuration = dqn
  }
}
