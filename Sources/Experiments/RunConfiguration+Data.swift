import Agents
import Documents

extension RunConfiguration {
  /// Names the data that are learned from: the folder of a data set, or a file of transitions.
  ///
  /// Of a file of transitions the SHA-256 becomes part of the agent's configuration, so that the run
  /// refuses any other.
  ///
  /// - Parameter path: As the user names it.
  /// - Throws: `InputError` where the file is no recording, or what is trained learns from no data.
  public mutating func use(data path: String) throws {
    if var configuration = agent?.configuration as? any OfflineConfiguration {
      configuration.offline.data = try RecordedTransitions(contentsOf: path).hash ?? ""
      agent?.configuration = configuration
    } else if var configuration = agent?.configuration as? DQNConfiguration,
      configuration.guidance.method == .demonstrations
    {
      configuration.guidance.demonstrations = try RecordedTransitions(contentsOf: path).hash ?? ""
      agent?.configuration = configuration
    } else if let agent {
      throw InputError(
        "--data is for data sets and for agents that learn from recorded transitions; '\(task)' is "
          + "an environment, and \(agent.algorithm.rawValue) learns by acting",
        remedy: "leave it out, or say --agent cql, --agent behaviour-cloning, or --set "
          + "guidance=demonstrations")
    }
    dataFolder = path
  }
}
