import Documents
import Environments
import NeuralNetworks
import TensorCore

/// A table of values: one row for each different observation, one column for each action.
///
/// It suits any task with few different observations (grids, taxi, blackjack); nothing that is
/// learned of one observation is carried over to another. Rows stand in the order of first visit.
/// An observation that has no row is given ``initialValue`` for every action.
public struct TablePolicy: ActingPolicy {
  /// Actions, A.
  public let actionCount: Int
  /// The value of every action where the observation has no row.
  public let initialValue: Float
  private(set) var index: ObservationIndex
  /// `[rows, A]`.
  var values: [Float] = []

  /// Creates an empty table.
  ///
  /// - Parameters:
  ///   - observationCount: numbers of one observation, F.
  ///   - actionCount: actions, A.
  ///   - initialValue: what every action is worth at first.
  public init(observationCount: Int, actionCount: Int, initialValue: Float = 0) {
    self.actionCount = actionCount
    self.initialValue = initialValue
    index = ObservationIndex(width: observationCount)
  }

  /// Numbers of one observation, F.
  public var observationCount: Int { index.width }
  /// Rows: different observations met.
  public var count: Int { index.count }

  /// The row of an observation of F numbers; nil where it has none.
  public func row(of observation: [Float]) -> Int? {
    precondition(
      observation.count == observationCount,
      "expected \(observationCount) numbers, got \(observation.count)")
    return observation.withUnsafeBufferPointer { $0.baseAddress.flatMap { index.row(of: $0) } }
  }

  /// The values of a row's actions.
  public subscript(row: Int) -> ArraySlice<Float> {
    values[(row * actionCount)..<((row + 1) * actionCount)]
  }

  /// The row of an observation, which is added where it has none.
  mutating func rowAdding(_ observation: UnsafePointer<Float>) -> Int {
    if let row = index.row(of: observation) { return row }
    values.append(contentsOf: repeatElement(initialValue, count: actionCount))
    return index.add(observation)
  }

  /// The values of all actions, `[B, F]` to `[B, A]`.
  public func values(of observations: Tensor, memory: inout PolicyMemory) -> Tensor {
    let count = observations.count / observationCount
    return observations.withUnsafeScalars { seen in
      Tensor(shape: [count, actionCount]) { result in
        guard let base = seen.baseAddress else { return }
        for place in 0..<count {
          let row = index.row(of: base + place * observationCount)
          for action in 0..<actionCount {
            result[place * actionCount + action] =
              row.map { values[$0 * actionCount + action] } ?? initialValue
          }
        }
      }
    }
  }

  /// "table.observations" `[S, F]` and "table.values" `[S, A]`.
  public var tensors: [(name: String, value: Tensor)] {
    [
      (Self.names.observations, Tensor(index.observations, shape: [count, observationCount])),
      (Self.names.values, Tensor(values, shape: [count, actionCount])),
    ]
  }

  private static let names = (observations: "table.observations", values: "table.values")

  /// A table of its own with other rows.
  public func copy(with tensors: [(name: String, value: Tensor)]) throws -> TablePolicy {
    var copy = TablePolicy(
      observationCount: observationCount, actionCount: actionCount, initialValue: initialValue)
    try copy.fill(with: tensors)
    return copy
  }

  /// What a policy file says of it: "policy" is "table", "initialValue" what unknown rows hold.
  public var description: [String: String] {
    ["policy": "table", "initialValue": initialValue.fieldText]
  }

  /// The table that ``description`` and ``tensors`` tell of.
  ///
  /// - Parameters:
  ///   - description: metadata of a policy file.
  ///   - tensors: of the same file.
  ///   - observationSpace: of the task.
  ///   - actionSpace: of the task.
  /// - Returns: the table.
  /// - Throws: `InputError` where a tensor is missing or does not fit the spaces, a value is not
  ///   finite, or an observation stands twice.
  public static func make(
    from description: [String: String], tensors: [(name: String, value: Tensor)],
    observationSpace: Box, actionSpace: Discrete
  ) throws -> TablePolicy {
    guard let initialValue = description["initialValue"].flatMap({ Float(fieldText: $0) }) else {
      throw InputError("'initialValue' of the table is missing or is no number")
    }
    var table = TablePolicy(
      observationCount: observationSpace.count, actionCount: actionSpace.count,
      initialValue: initialValue)
    try table.fill(with: tensors)
    return table
  }

  private mutating func fill(with tensors: [(name: String, value: Tensor)]) throws {
    func tensor(_ name: String, width: Int) throws -> Tensor {
      guard let tensor = tensors.first(where: { $0.name == name })?.value,
        tensor.shape.rank == 2, tensor.shape[1] == width
      else { throw InputError("the table needs a tensor '\(name)' of shape [rows, \(width)]") }
      return tensor
    }
    let seen = try tensor(Self.names.observations, width: observationCount)
    let known = try tensor(Self.names.values, width: actionCount)
    guard seen.shape[0] == known.shape[0], seen.shape[0] < Int32.max, seen.isFinite, known.isFinite
    else {
      throw InputError(
        "'\(Self.names.observations)' \(seen.shape) and '\(Self.names.values)' \(known.shape) "
          + "must have equally many rows of finite numbers")
    }
    try seen.withUnsafeScalars { scalars in
      guard let base = scalars.baseAddress else { return }
      for row in 0..<seen.shape[0] {
        let observation = base + row * observationCount
        if let before = index.row(of: observation) {
          throw InputError(
            "'\(Self.names.observations)' has one observation twice, in rows \(before) and \(row)")
        }
        _ = index.add(observation)
      }
    }
    values = known.scalars
  }
}
