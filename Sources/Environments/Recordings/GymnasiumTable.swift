import Documents
import Foundation

/// The whole transition table of a task, its starts and its optimal values.
struct GymnasiumTable: Decodable {
  /// The key by which a table is known.
  static let mark = "P"
  /// The discount of the recorded values.
  static let discount = 0.99

  /// `[probability, next state, reward, terminated]`.
  struct Entry: Decodable {
    var outcome: Outcome

    init(from decoder: any Decoder) throws {
      var list = try decoder.unkeyedContainer()
      outcome = Outcome(
        probability: try list.decode(Double.self), nextState: try list.decode(Int.self),
        reward: try list.decode(Double.self), terminated: try list.decode(Bool.self))
    }
  }

  var header: GymnasiumHeader
  var stateCount: Int
  var actionCount: Int
  var starts: [Double]
  var values: [Double]?
  var transitions: [[[Outcome]]]

  enum CodingKeys: String, CodingKey {
    case stateCount = "nS"
    case actionCount = "nA"
    case starts = "initial_state_distribution"
    case values = "optimal_values_gamma_0.99"
    case transitions = "P"
  }

  init(json: [UInt8]) throws {
    self = try JSONDecoder().decode(GymnasiumTable.self, from: Data(json))
  }

  init(from decoder: any Decoder) throws {
    header = try GymnasiumHeader(from: decoder)
    let table = try decoder.container(keyedBy: CodingKeys.self)
    stateCount = try table.decode(Int.self, forKey: .stateCount)
    actionCount = try table.decode(Int.self, forKey: .actionCount)
    starts = try table.decode([Double].self, forKey: .starts)
    values = try table.decodeIfPresent([Double].self, forKey: .values)
    transitions = try table.decode([[[Entry]]].self, forKey: .transitions)
      .map { $0.map { $0.map(\.outcome) } }
    guard transitions.count == stateCount, starts.count == stateCount,
      values?.count ?? stateCount == stateCount,
      transitions.allSatisfy({ $0.count == actionCount })
    else {
      throw InputError("the table's lists do not have the lengths that nS and nA say")
    }
    for outcome in transitions.joined().joined()
    where outcome.nextState < 0 || outcome.nextState >= stateCount {
      throw InputError("expected next states in 0..<\(stateCount), got \(outcome.nextState)")
    }
  }

  /// Compares starts, transitions and optimal values.
  func compare(with definition: EnvironmentDefinition) throws -> RecordingReport {
    try compare(with: header.table(header.task(), of: definition), definition)
  }

  private func compare<World: EnumerableEnvironment>(
    with world: World, _ definition: EnvironmentDefinition
  ) throws -> RecordingReport {
    guard world.stateCount == stateCount, world.actionSpace.count == actionCount else {
      throw header.misfit(
        definition,
        "has \(world.stateCount) states and \(world.actionSpace.count) actions, "
          + "recorded were \(stateCount) and \(actionCount)")
    }
    var report = RecordingReport(source: "Gymnasium, \(header.env)")
    report.difference = startDifference(world)
    guard report.difference == nil else { return report }
    let ends = ends(of: world)
    for state in 0..<stateCount {
      for action in 0..<actionCount {
        let ours = world.outcomes(of: state, action: action)
        let theirs = transitions[state][action]
        if ours != theirs && ends.contains(state) { continue }
        guard ours == theirs else {
          report.difference = RecordingDifference(
            episode: nil, step: nil, what: "state \(state), action \(action)",
            expected: Self.text(theirs), got: Self.text(ours))
          return report
        }
        report.transitions += ours.count
      }
    }
    report.difference = valueDifference(world, except: ends)
    return report
  }

  private func startDifference(_ world: some EnumerableEnvironment) -> RecordingDifference? {
    var ours = [Double](repeating: 0, count: stateCount)
    for start in world.startDistribution { ours[start.state] += start.probability }
    guard let state = ours.indices.first(where: { ours[$0] != starts[$0] }) else { return nil }
    return RecordingDifference(
      episode: nil, step: nil, what: "probability to begin in state \(state)",
      expected: "\(starts[state])", got: "\(ours[state])")
  }

  /// The states in which nobody ever acts: here the task has ended in them, and in the recording they
  /// are no start and are only entered by ending.
  ///
  /// Gymnasium lists moves out of some of them; with us an ended task stays where it is.
  private func ends(of world: some EnumerableEnvironment) -> Set<Int> {
    var ends = Set(
      (0..<stateCount).filter { state in
        starts[state] == 0
          && (0..<actionCount).allSatisfy {
            world.outcomes(of: state, action: $0)
              == [Outcome(probability: 1, nextState: state, reward: 0, terminated: true)]
          }
      })
    // A state that can be entered without ending is one to act in.
    for state in 0..<stateCount where !ends.contains(state) {
      for outcome in transitions[state].joined() where !outcome.terminated {
        ends.remove(outcome.nextState)
      }
    }
    return ends
  }

  /// The first value that is not the recorded one, to the error with which recorded values come.
  private func valueDifference(
    _ world: some EnumerableEnvironment, except ends: Set<Int>
  ) -> RecordingDifference? {
    guard let values else { return nil }
    let ours = world.valueIteration(discount: Self.discount).values
    let differs = { (state: Int) in
      !(abs(ours[state] - values[state]) <= 1e-8 * max(1, abs(values[state])))
    }
    guard let state = ours.indices.first(where: { !ends.contains($0) && differs($0) }) else {
      return nil
    }
    return RecordingDifference(
      episode: nil, step: nil, what: "optimal value of state \(state)",
      expected: "\(values[state])", got: "\(ours[state])")
  }

  /// For example "0.8 to 7 with -1.0, 0.2 to 8 with -1.0 (ends)".
  private static func text(_ outcomes: [Outcome]) -> String {
    outcomes.prefix(4).map {
      "\($0.probability) to \($0.nextState) with \($0.reward)" + ($0.terminated ? " (ends)" : "")
    }.joined(separator: ", ") + (outcomes.count > 4 ? ", …" : "")
  }
}
