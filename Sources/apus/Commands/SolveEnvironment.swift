import ArgumentParser
import Documents
import Environments

/// `apus environments solve`.
struct SolveEnvironment: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "solve",
    abstract: "Compute the best possible return of a finite environment.",
    discussion: """
      The optimal return is the best expected undiscounted return of an episode under the time limit, \
      found backwards over the remaining steps, from the distribution of starts. The map shows what is best \
      at the first step of an episode; of a grid with objects, while everything is where it is at first. \
      Best play is an episode from the first start in which the likeliest always comes.

      Examples:
        apus environments solve four-rooms
        apus environments solve cliff-walking --json
      """)

  @Argument(help: "An environment's id, or a definition file ending in .yaml.")
  var environment: String

  @Flag(help: "Print the solution as one JSON object.")
  var json = false

  mutating func run() throws {
    let definition = try EnvironmentDefinition.load(environment)
    guard let solution = try definition.solve() else {
      throw InputError(
        "'\(definition.id)' cannot be solved exactly: its states cannot be listed",
        remedy: "grids of one map with few things can, and other finite environments")
    }
    let maps = definition.maps(of: solution)
    let play = definition.bestPlay(of: solution)
    guard !json else {
      var object = JSONObject()
      object.add("environment", definition.id)
      object.add("version", definition.version)
      object.add("optimalReturn", solution.optimalReturn)
      object.add("terminationProbability", solution.terminationProbability)
      object.add("expectedLength", solution.expectedLength)
      object.add("values", solution.values)
      object.add("policy", solution.policy)
      if let maps { object.add("policyMap", maps.policy) }
      if let play { object.add("bestPlay", play) }
      return Console.result(object.text)
    }
    Console.result("optimal return  \(solution.optimalReturn)")
    Console.result("ends by its rules with probability \(solution.terminationProbability)")
    Console.result("expected length \(solution.expectedLength) steps")
    Console.result("states          \(solution.values.count)")
    if let play { Console.result("best play       \(play)") }
    guard let maps else { return }
    Console.result("\nvalues\n" + maps.values.joined(separator: "\n"))
    Console.result("\nbest actions\n" + maps.policy.joined(separator: "\n"))
  }
}
