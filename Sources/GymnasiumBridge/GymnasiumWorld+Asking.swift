import Documents
import Environments

extension GymnasiumWorld {
  /// Asks a worker for an environment and writes its definition.
  ///
  /// - Parameter name: `ID` or `ID?key=value&key=value`.
  /// - Returns: The YAML text.
  /// - Throws: `InputError`: what is missing and how to install it, or why it cannot be used.
  public static func definitionText(of name: String) throws -> String {
    let name = try GymnasiumName(name)
    let worker = try Worker(
      .ofEnvironment(),
      greeting: Greeting(id: name.id, options: name.options, key: name.observationKey, copies: 1))
    return definitionText(of: name, try worker.finishGreeting())
  }

  /// The definition of an environment that a worker has reported on.
  package static func definitionText(of name: GymnasiumName, _ report: Report) -> String {
    let space = report.observationSpace
    var text = """
      # \(name.id) as Gymnasium \(report.gymnasiumVersion) had it when it was first asked for.
      id: \(name.slug)
      version: 1
      summary: \("\(name.id) of Gymnasium, stepped in processes of Python.".yamlText)
      source: \("Gymnasium \(report.gymnasiumVersion), \(name.id).".yamlText)
      gymnasium:
        id: \(name.id.yamlText)

      """
    if !name.options.isEmpty {
      text += "  options:\n"
      for (key, value) in name.options.sorted(by: { $0.key < $1.key }) {
        text += "    \(key): \(value.yamlText)\n"
      }
    }
    if let key = name.observationKey { text += "  observationKey: \(key.yamlText)\n" }
    text += """
        shape: \(space.shape)
        type: \(space.elementType.rawValue)
        low: \(list(space.low))
        high: \(list(space.high))
      observation: \(report.observationWords.yamlText)
      actions: \(report.actionNames.yamlText)
      rewards: \("Those of \(name.id), as it gives them.".yamlText)
      termination: \("Where \(name.id) says that it is terminated.".yamlText)
      timeLimit: \(report.timeLimit.map(String.init) ?? "none")
      success: \(report.rewardThreshold.map { "{returnAtLeast: \($0)}" } ?? "terminated")

      """
    return text + "agent:\n" + agent(for: space)
  }

  private static func list(_ bounds: [Float]) -> String {
    "[\(ObservationBounds.brief(bounds).map { "\($0)" }.joined(separator: ", "))]"
  }

  /// A training that suits small tasks; the replay buffer takes at most 1 GiB.
  private static func agent(for space: Box) -> String {
    let fitting = (1 << 30) / (space.bytes + 16)
    let lines = [
      "steps: 100000", "environments: 8", "hiddenSizes: [128, 128]", "learningRate: 0.0023",
      "batchSize: 64", "bufferCapacity: \(max(1_000, min(100_000, fitting)))",
      "learningStarts: 1000", "discount: 0.99", "trainInterval: 256", "updatesPerInterval: 128",
      "targetInterval: 10", "epsilonStart: 1", "epsilonEnd: 0.04", "epsilonSteps: 10000",
      "evaluationInterval: 5000", "evaluationEpisodes: 16",
    ]
    return lines.map { "  \($0)\n" }.joined()
  }
}
