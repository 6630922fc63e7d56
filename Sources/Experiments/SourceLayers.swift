import Agents
import Documents
import Environments
import NeuralNetworks

/// The layers of a source, for what is to stand around them in another network.
struct SourceLayers {
  /// What the network is made of.
  let specification: NetworkSpecification
  /// How many outputs it has; nil where it has no head.
  let outputs: Int?
  /// What it saw; nil where it learned of a data set.
  let observationSpace: Box?
}

extension TransferPlan {
  /// The layers of the source.
  ///
  /// - Throws: `InputError` where the file does not say them, or has none that can be surrounded.
  func sourceLayers() throws -> SourceLayers {
    let found: SourceLayers? =
      switch try readSource().network {
      case .predictor(let predictor)?:
        SourceLayers(
          specification: predictor.model.specification,
          outputs: predictor.model.specification.outputShape[0], observationSpace: nil)
      case .encoder(let encoder)?:
        SourceLayers(specification: encoder.specification, outputs: nil, observationSpace: nil)
      case .policy(let policy)?:
        (policy.acting as? QNetwork).map {
          SourceLayers(
            specification: $0.specification, outputs: $0.actionCount,
            observationSpace: policy.definition.observationSpace)
        }
      case nil: nil
      }
    guard let found else {
      throw InputError(
        "nothing can stand around its layers: they are those of another library, of a table or of an "
          + "agent with a memory", file: source,
        remedy: "begin from a network of a data set, or of algorithm 'dqn'")
    }
    guard found.specification.surroundings == NetworkSurroundings() else {
      throw InputError(
        "something stands around its layers already: it has an adapter or a frozen column",
        file: source, remedy: "begin from a network without one")
    }
    return found
  }
}
