import Agents
import ArgumentParser
import Documents
import Environments
import Experiments

/// `apus datasets record`.
struct RecordDataset: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "record",
    abstract: "Record transitions of an environment, for agents that learn offline.",
    discussion: """
      Acts by a policy, or at random where none is named, and writes what was seen, done and earned into one \
      file, from which apus train --agent cql and --agent behaviour-cloning learn. Several \
      values of --epsilon are as many copies that play side by side: 0,1 is half of the policy \
      and half of chance.

      Examples:
        apus datasets record four-rooms --steps 20000 --out random.safetensors
        apus datasets record cartpole --policy runs/mine --epsilon 0,1 --out mixed.safetensors
        apus train cartpole --agent cql --data mixed.safetensors
      """)

  @Argument(help: "An environment's id, or a definition file ending in .yaml.")
  var environment: String

  @Option(
    help: ArgumentHelp(
      "The run folder or policy file that acts. (default: random actions)", valueName: "run or file"
    ))
  var policy: String?

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "The probability of a random action, one number for each copy. (default: 0)",
      valueName: "numbers"))
  var epsilon: String = "0"

  @Option(parsing: .unconditional, help: "Environment steps to record, over all copies.")
  var steps = 50_000

  @Option(parsing: .unconditional, help: "The seed of the recording.")
  var seed = 1

  @Option(help: ArgumentHelp("The file to write.", valueName: "file"))
  var out: String

  @Flag(name: .shortAndLong, help: "Print nothing but errors.")
  var quiet = false

  mutating func run() throws {
    let definition = try EnvironmentDefinition.load(environment)
    guard let epsilons = [Double](fieldText: epsilon), !epsilons.isEmpty else {
      throw InputError(
        "--epsilon: expected numbers in 0...1 with commas between them, got '\(shown(epsilon))'",
        remedy: "for example --epsilon 0.1 or --epsilon 0,0.1,1")
    }
    guard policy != nil || epsilons == [0] else {
      throw InputError(
        "--epsilon says how often a policy is not followed, and there is no --policy",
        remedy: "leave it out: every action is drawn by chance; or name a run with --policy")
    }
    guard seed >= 0, steps >= 1, steps <= 1_000_000_000 else {
      throw InputError(
        "expected --seed of at least 0 and --steps in 1...1000000000, got \(seed) and \(steps)")
    }
    let trained = try policy.map { try load($0, for: definition) }
    let recorded = try RecordedTransitions.record(
      trained?.acting,
      behaviour: trained.map { "\($0.algorithm) of seed \($0.seed), step \($0.step)" } ?? "random",
      in: definition, epsilons: epsilons, steps: steps, seed: UInt64(seed))
    try recorded.file.write(to: out)
    guard !quiet else { return }
    Console.result(try TransitionsReport(recorded).text)
    Console.result(
      "\nlearn from it: apus train \(environment) --agent cql --data \(out.shellQuoted)")
  }

  private func load(_ path: String, for definition: EnvironmentDefinition) throws -> Policy {
    let policy = try Policy.load(path)
    guard policy.definition.id == definition.id, policy.definition.version == definition.version
    else {
      throw InputError(
        "was trained in version \(policy.definition.version) of '\(policy.definition.id)'; expected "
          + "version \(definition.version) of '\(definition.id)'", file: path)
    }
    return policy
  }
}

/// A table of what a file of recorded transitions holds.
struct TransitionsReport {
  let text: String

  init(_ recorded: RecordedTransitions) throws {
    let statistics = try TransitionStatistics(recorded)
    func row(_ range: TransitionStatistics.Range?) -> String {
      guard let range else { return "none" }
      return "\(Numbers.score(range.mean)) ± \(Numbers.score(range.deviation)), "
        + "\(Numbers.score(range.minimum)) to \(Numbers.score(range.maximum))"
    }
    let shape = recorded.observationShape.map(String.init).joined(separator: " x ")
    let done = zip(recorded.actions, statistics.actionCounts).map { name, count in
      "\(name) \(Numbers.grouped(count))"
    }
    text =
      Table(
        header: [],
        rows: [
          [
            "Environment", "\(shown(recorded.environment)), version \(recorded.environmentVersion)",
          ],
          ["Observations", "\(shape) numbers each"],
          [
            "Transitions",
            "\(Numbers.grouped(statistics.transitions)) in \(recorded.copies) copies: "
              + "\(Numbers.grouped(statistics.terminated)) ended the task, "
              + "\(Numbers.grouped(statistics.truncated)) the time limit",
          ],
          [
            "Behaviour",
            "\(shown(recorded.behaviour)), epsilon "
              + recorded.epsilons.map { "\($0)" }.joined(separator: ", "),
          ],
          ["Seed", "\(recorded.seed)"],
          ["Episodes ended", Numbers.grouped(statistics.episodes)],
          ["Returns", row(statistics.returns)],
          ["Lengths", row(statistics.lengths)],
          ["Rewards", row(statistics.rewards)],
          ["Actions", done.joined(separator: ", ")],
        ]
      ).text
  }
}
