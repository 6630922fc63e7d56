import Environments
import Testing

/// The compiled grid of a definition.
func gridWorld(_ idOrPath: String) throws -> GridWorld {
  try #require(EnvironmentDefinition.load(idOrPath).makeEnvironment() as? GridWorld)
}

/// A small valid definition, in which tests replace a part.
let sampleDefinition = """
  id: sample
  version: 1
  summary: A sample.
  grid:
    map: |
      #####
      #S.G#
      #####
    legend:
      "#": wall
      ".": floor
      S: start
      G: goal
  observation: one-hot
  actions: [up, right, down, left]
  rewards: {step: -1}
  termination: [goal]
  timeLimit: 20
  success: terminated
  """

/// The sample with a part replaced.
func sample(_ old: String, _ new: String) -> String {
  precondition(sampleDefinition.contains(old), "expected a part of the sample, got \(old)")
  return sampleDefinition.replacing(old, with: new)
}

/// The grid of a definition's text.
func gridWorld(text: String) throws -> GridWorld {
  try #require(
    EnvironmentDefinition.parse(text, file: "sample.yaml").makeEnvironment() as? GridWorld)
}
