import Determinism
import Documents
import Environments
import NeuralNetworks
import TensorCore

extension TabularQLearning {
  /// How long it trains, and how often it is evaluated.
  public var plan: TrainingPlan { configuration.plan }
  /// None: there is no network.
  public var parameters: [Parameter] { [] }
  /// The table; of Double Q-learning the mean of both.
  public var policy: any ActingPolicy { meanTable }
  /// What the table takes.
  public var notes: [String] {
    let columns = (second.isEmpty ? 1 : 2) + (configuration.countsVisits ? 1 : 0)
    return [
      TablePolicy.sizeNote(
        states: configuration.maximumStates,
        bytes: 4 * (table.observationCount + columns * table.actionCount))
    ]
  }
  /// The rows of the table.
  public static var furtherMetrics: [String] { ["states"] }

  /// The table that acts.
  var meanTable: TablePolicy {
    guard !second.isEmpty else { return table }
    var mean = table
    for place in second.indices { mean.values[place] = (table.values[place] + second[place]) / 2 }
    return mean
  }

  /// Calls the body with no parameter: a table begins with `initialValue`.
  ///
  /// - Precondition: no update has been made.
  public mutating func initializeParameters(_ body: ([Parameter]) throws -> Void) rethrows {
    precondition(updates == 0, "expected an untrained agent, got one after \(updates) updates")
    try body([])
  }

  /// Takes the first observations and chooses the first actions, once.
  mutating func begin(in environment: any VectorEnvironment) throws {
    precondition(
      environment.count == configuration.environments,
      "expected \(configuration.environments) copies, got \(environment.count)")
    precondition(
      environment.observationSpace.count == table.observationCount
        && environment.actionSpace.count == table.actionCount,
      "expected the spaces that the agent was made for, got \(environment.observationSpace) "
        + "and \(environment.actionSpace)")
    guard !record.hasBegun else { return }
    for copy in rows.indices { rows[copy] = try row(of: environment.observation(copy)) }
    chooseActions(in: environment)
    record.hasBegun = true
  }

  /// Finds the rows of what the step just made has led to.
  mutating func arrive(in environment: any VectorEnvironment) throws {
    swap(&origins, &rows)
    for copy in rows.indices {
      rows[copy] = try row(of: environment.observation(copy))
      successors[copy] =
        environment.truncated[copy] ? try row(of: environment.successor(copy)) : rows[copy]
    }
  }

  /// Which actions are possible for a copy; nil where all are.
  func mask(
    of copy: Int, _ masks: UnsafeBufferPointer<Bool>?
  ) -> UnsafeBufferPointer<Bool>? {
    let count = table.actionCount
    return masks.map { UnsafeBufferPointer(rebasing: $0[(copy * count)..<((copy + 1) * count)]) }
  }

  /// The row of an observation; a new one gets initial values.
  private mutating func row(of observation: UnsafeBufferPointer<Float>) throws -> Int {
    guard let base = observation.baseAddress else {
      preconditionFailure("expected an observation of at least one number")
    }
    let known = table.count
    let row = table.rowAdding(base)
    guard table.count > known else { return row }
    guard table.count <= configuration.maximumStates else {
      throw InputError(
        "met more than maximumStates (\(configuration.maximumStates)) different observations by "
          + "step \(step): the table is full",
        remedy: "raise maximumStates where memory allows it; a task whose observations hardly ever "
          + "repeat needs a network, such as --agent dqn")
    }
    makeRoom()
    return row
  }

  /// Gives every row of the table second values and visits, where they are kept.
  private mutating func makeRoom() {
    let places = table.values.count
    if configuration.rule == .doubleQLearning {
      second.append(
        contentsOf: repeatElement(configuration.initialValue, count: places - second.count))
    }
    if configuration.countsVisits {
      visits.append(contentsOf: repeatElement(0, count: places - visits.count))
    }
  }
}

extension TablePolicy {
  /// "the table keeps at most 100000 states of 36 bytes, 3.6 MB".
  static func sizeNote(states: Int, bytes: Int) -> String {
    let megabytes = (Double(states) * Double(bytes) / 1e5).rounded() / 10
    return "the table keeps at most \(states) states of \(bytes) bytes, \(megabytes) MB"
  }
}

// MARK: - Checkpoints

extension TabularQLearning {
  /// Everything needed to go on exactly: table, visits, environment, streams, counters.
  ///
  /// Names: `table.observations`, `table.values`, `table.second`, `table.visits`, `best.…`,
  /// `environment.snapshot`, `agent.…` (counters, streams, statistics, the next actions).
  public func checkpoint(of environment: any VectorEnvironment) throws -> SafeTensors {
    var file = SafeTensors()
    for (name, value) in table.tensors { file.append(name, value) }
    file.append("table.second", floats: second)
    file.append("table.visits", integers: visits.map(Int64.init))
    record.write(to: &file)
    file.append("agent.streams", streams: [exploration, coin])
    file.append("agent.actions", integers: actions.map(Int64.init))
    file.append("environment.snapshot", bytes: try environment.snapshot())
    return file
  }

  /// Goes on from a checkpoint of an agent with the same configuration and spaces.
  ///
  /// - Throws: `InputError` that names the entry that is missing or does not fit; the agent and the
  ///   environment must then not be used further.
  public mutating func restore(_ file: SafeTensors, environment: any VectorEnvironment) throws {
    table = try table.copy(
      with: table.tensors.map { ($0.name, try file.tensor(named: $0.name)) })
    let places = table.values.count
    second = try file.floats(
      "table.second", count: configuration.rule == .doubleQLearning ? places : 0)
    let counts = try file.counts("table.visits", count: configuration.countsVisits ? places : 0)
    let next = try file.counts("agent.actions", count: configuration.environments)
    guard second.allSatisfy(\.isFinite), counts.allSatisfy({ $0 <= Int32.max }),
      next.allSatisfy({ $0 < table.actionCount }), table.count <= configuration.maximumStates
    else {
      throw InputError(
        "table.second, table.visits or agent.actions holds a number out of range, or there are "
          + "more than maximumStates (\(configuration.maximumStates)) rows", file: file.file)
    }
    visits = counts.map { Int32($0) }
    actions = next.map { Int32($0) }
    try record.read(from: file, copies: configuration.environments, shapes: nil)
    let streams = try file.streams("agent.streams", count: 2)
    (exploration, coin) = (streams[0], streams[1])
    try environment.restore(try file.bytes("environment.snapshot"))
    guard record.hasBegun else { return }
    for copy in rows.indices { rows[copy] = try row(of: environment.observation(copy)) }
  }
}
