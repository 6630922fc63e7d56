import Agents
import Environments
import Experiments
import Visualizer

/// What is known beside the picture of a world: what a network sees, and what a policy thinks.
///
/// A pure function of the world's state and of the policy; the world is never changed. What is
/// costly is kept from one moment to the next.
package struct InsightSource {
  private let definition: EnvironmentDefinition
  private let layout: ObservationLayout
  private var policy: Policy?
  private var map: ValueMapSource?

  /// Prepares the insight into an environment.
  ///
  /// A small finite grid is solved here, which takes a second at most.
  ///
  /// - Parameters:
  ///   - definition: of the worlds to look into.
  ///   - policy: who plays; nil where nobody's thoughts are known.
  package init(definition: EnvironmentDefinition, policy: Policy? = nil) {
    self.definition = definition
    layout = ObservationLayout(of: definition)
    if let policy { use(policy) }
  }

  /// Goes on with another policy of the same training.
  package mutating func use(_ policy: Policy) {
    self.policy = policy
    if map == nil {
      map = ValueMapSource(of: definition, by: policy)
    } else {
      map?.use(policy.acting)
    }
  }

  /// What can be said of a world now.
  ///
  /// - Parameters:
  ///   - world: with the wrappers of the definition, as it is played.
  ///   - panels: the panels that are looked at; what only others show is left out.
  /// - Returns: distributions, observation and map; the rest is empty.
  package mutating func insight(
    of world: some Environment, showing panels: Set<Panel> = Set(Panel.allCases)
  ) -> SceneInsight {
    var insight = SceneInsight()
    if panels.contains(.observation) || panels.contains(.actionValues) {
      var observation: [Float] = []
      world.appendObservation(to: &observation, count: layout.space.count)
      insight = self.insight(ofObservation: observation, showing: panels)
    }
    if panels.contains(.map) { insight.map = map?.map(of: world) }
    return insight
  }

  /// What can be said of an observation alone, such as that of a world outside this program.
  ///
  /// - Parameters:
  ///   - observation: the numbers as the policy gets them.
  ///   - panels: the panels that are looked at.
  /// - Returns: distributions and observation; the rest is empty.
  package func insight(
    ofObservation observation: [Float], showing panels: Set<Panel> = Set(Panel.allCases)
  ) -> SceneInsight {
    SceneInsight(
      distributions: panels.contains(.actionValues)
        ? policy?.acting.distributions(of: observation).map { ReturnDistributions($0) } : nil,
      observation: panels.contains(.observation) ? layout.view(of: observation) : nil)
  }
}

extension ReturnDistributions {
  /// The distributions of a policy.
  init(_ distributions: ActionDistributions) {
    switch distributions {
    case .categorical(let atoms, let probabilities):
      self = .categorical(atoms: atoms, probabilities: probabilities)
    case .quantiles(let returns): self = .quantiles(returns: returns)
    }
  }
}
