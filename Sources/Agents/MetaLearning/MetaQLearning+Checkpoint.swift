import Documents
import Environments
import NeuralNetworks
import TensorCore

extension MetaQLearning {
  /// How long it trains, and how often it is evaluated.
  public var plan: TrainingPlan { configuration.plan }
  /// The initialization's parameters.
  public var parameters: [Parameter] { initialization.parameters }
  /// The initialization, before it has learned any task.
  public var policy: any ActingPolicy { initialization }
  /// The metrics that only this agent has: tasks learned, and the mean return of greedy play after
  /// each.
  public static var furtherMetrics: [String] { ["tasks", "adaptedReturn"] }

  /// Sets initial parameters, what is trainable and how fast.
  ///
  /// - Parameter body: is given the initialization's parameters, with their names.
  /// - Precondition: no task has been learned.
  public mutating func initializeParameters(_ body: ([Parameter]) throws -> Void) rethrows {
    precondition(
      tasksLearned == 0, "expected an untrained agent, got one after \(tasksLearned) tasks")
    try body(parameters)
    outer?.adaptation.target.update(toward: initialization)
  }

  /// Everything needed to go on exactly: between two tasks that is θ and how many were learned, from
  /// which the streams of the next follow.
  ///
  /// Names: `online.…`, `best.…`, `agent.…`; by MAML `target.…` and `optimizer.…` too.
  ///
  /// - Parameter environment: the one that is trained in; nothing of it is kept.
  /// - Returns: what `restore` takes.
  /// - Throws: ``DivergedTraining`` where a parameter is not finite, so that no file is
  ///   overwritten with it.
  public func checkpoint(of environment: any VectorEnvironment) throws -> SafeTensors {
    for parameter in parameters where !parameter.value.isFinite {
      throw DivergedTraining(step: step, quantity: "parameter \(parameter.name)")
    }
    var file = SafeTensors()
    if let outer {
      file.append(
        "online", parameters, state: initialization.network.state, optimizer: outer.optimizer)
      for parameter in outer.adaptation.target.network.state {
        file.append("target.\(parameter.name)", parameter.value)
      }
    } else {
      for parameter in initialization.network.state {
        file.append("online.\(parameter.name)", parameter.value)
      }
    }
    record.write(to: &file)
    file.append("agent.tasks", integers: [tasksLearned, adapted.count].map(Int64.init))
    file.append("agent.adapted", doubles: [adapted.values])
    return file
  }

  /// Goes on from a checkpoint of an agent with the same configuration and task.
  ///
  /// - Parameters:
  ///   - file: what ``checkpoint(of:)`` gave.
  ///   - environment: the one to train in.
  /// - Throws: `InputError` that names the entry that is missing or does not fit; the agent must then
  ///   not be used further.
  public mutating func restore(_ file: SafeTensors, environment: any VectorEnvironment) throws {
    if var outer {
      try file.read(
        "online", parameters, state: initialization.network.state, optimizer: &outer.optimizer)
      try file.read("target", outer.adaptation.target.network.state)
      self.outer = outer
    } else {
      try file.read("online", initialization.network.state)
    }
    try record.read(
      from: file, copies: 1, shapes: initialization.tensors.map { ($0.name, $0.value.shape) })
    let counts = try file.counts("agent.tasks", count: 2)
    tasksLearned = counts[0]
    adapted = UpdateSummary(
      count: counts[1], values: try file.doubles("agent.adapted", count: 1)[0])
  }
}
