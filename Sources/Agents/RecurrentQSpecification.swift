import Documents
import Environments
import NeuralNetworks

/// What a ``RecurrentQNetwork`` is made of, as a value: it can be written down, compared and built.
///
///     observation -> encoder -> recurrent cell (remembers) -> head -> a value for each action
///
/// A specification that exists is valid: its parts fit one another, and all sizes are in bounds.
public struct RecurrentQSpecification: Hashable, Sendable {
  /// From one observation to features, a vector.
  public let encoder: NetworkSpecification
  /// What remembers.
  public let cell: RecurrentSpecification.Kind
  /// Numbers that the cell remembers, H; an LSTM has twice as many.
  public let size: Int
  /// From the H numbers that the cell gives to the values of all actions.
  public let head: NetworkSpecification
  /// The cell as a network of its own, which knows its parameters' shapes.
  private let middle: NetworkSpecification

  /// Checks the parts and puts them together.
  ///
  /// - Parameters:
  ///   - encoder: gives a vector.
  ///   - cell: what remembers.
  ///   - size: H, at least 1.
  ///   - head: takes H numbers, gives one for each action.
  /// - Throws: `InputError` where they do not fit one another or a size is out of bounds.
  public init(
    encoder: NetworkSpecification, cell: RecurrentSpecification.Kind, size: Int,
    head: NetworkSpecification
  ) throws {
    guard encoder.outputShape.count == 1, head.outputShape.count == 1, head.inputShape == [size]
    else {
      throw InputError(
        "expected an encoder that gives a vector and a head from \(size) numbers to one for each "
          + "action, got an encoder that gives \(encoder.outputShape) and a head from "
          + "\(head.inputShape) to \(head.outputShape)")
    }
    self.encoder = encoder
    self.cell = cell
    self.size = size
    self.head = head
    middle = try NetworkSpecification(
      inputShape: [1, encoder.outputShape[0]],
      layers: [.sequence(.recurrent(RecurrentSpecification(cell, hiddenSize: size)))])
  }

  /// Reads what ``description`` wrote.
  ///
  /// - Throws: `InputError` that names the entry that is missing or does not fit.
  public init(description: [String: String]) throws {
    func text(_ key: String) throws -> String {
      guard let text = description[key] else {
        throw InputError("the description of a recurrent policy has no entry '\(key)'")
      }
      return text
    }
    let words = RecurrentSpecification.Kind.allCases.map(\.rawValue).joined(separator: ", ")
    guard let cell = RecurrentSpecification.Kind(rawValue: try text("cell")) else {
      throw InputError("cell: expected one of \(words), found '\(try text("cell"))'")
    }
    guard let size = Int(try text("recurrentSize")) else {
      throw InputError("recurrentSize: expected a number, found '\(try text("recurrentSize"))'")
    }
    try self.init(
      encoder: NetworkSpecification(yaml: try text("encoder"), file: "encoder"), cell: cell,
      size: size, head: NetworkSpecification(yaml: try text("head"), file: "head"))
  }

  /// The parts as text, by key.
  public var description: [String: String] {
    [
      "encoder": encoder.yaml, "cell": cell.rawValue, "recurrentSize": "\(size)",
      "head": head.yaml,
    ]
  }

  /// The name and shape of every parameter, in the network's order.
  public var parameterShapes: [(name: String, shape: [Int])] {
    encoder.parameterShapes.map { ("encoder.\($0.name)", $0.shape) }
      + middle.parameterShapes.map { ("memory.\($0.name.dropFirst(2))", $0.shape) }
      + head.parameterShapes.map { ("head.\($0.name)", $0.shape) }
  }

  /// Tensors that the cell remembers: h, and an LSTM's c.
  public var stateCount: Int { cell == .lstm ? 2 : 1 }

  /// Checks that observations and actions are those that the network takes and values.
  ///
  /// - Throws: `InputError` where they are not.
  func check(observationSpace: Box, actionSpace: Discrete) throws {
    let inputs = encoder.inputShape.reduce(1, *)
    guard inputs == observationSpace.count, head.outputShape == [actionSpace.count] else {
      throw InputError(
        "the network takes \(inputs) numbers \(encoder.inputShape) and values "
          + "\(head.outputShape[0]) actions, but an observation has \(observationSpace.count) "
          + "\(observationSpace.shape), and there are \(actionSpace.count) actions",
        remedy: "use the environment that the network was trained in")
    }
  }
}
