import Documents
import NeuralNetworks

/// What stands around the layers of a Q-network that were carried over to another task: fields of a
/// configuration, which a transfer plan sets.
public struct LayerSurroundings: Hashable, Sendable {
  /// The shape that the layers take; empty for the observation's.
  public var inputAdapter: [Int] = []
  /// The outputs of the layers; 0 for those of the task.
  public var outputAdapter = 0
  /// Whether a frozen column of equal hidden layers stands beside them.
  public var column = false

  /// Nothing.
  public init() {}

  /// Every field by its key.
  public static let fields: [Field<LayerSurroundings>] = [
    Field(
      "inputAdapter", \.inputAdapter,
      "the shape that the layers take, behind a map of the observation to it; [] for no such map",
      check: {
        $0.count <= 7 && $0.allSatisfy { (1...65_536).contains($0) }
          ? nil : "up to 7 sizes in 1...65536"
      }),
    Field(
      "outputAdapter", \.outputAdapter,
      "the outputs of the layers, before a map to the actions; 0...65536, 0 for no such map",
      check: FieldCheck.within(0...65_536)),
    Field(
      "column", \.column,
      "a frozen column of equal hidden layers, which the layers see; true or false"),
  ]

  /// Puts it around the layers for a task.
  ///
  /// - Parameters:
  ///   - inputShape: What the whole network takes.
  ///   - outputs: How many numbers it gives.
  ///   - layers: Those for an input and a number of outputs that the layers themselves have.
  /// - Returns: The whole network.
  /// - Throws: `InputError` where layers cannot be surrounded so.
  public func around(
    inputShape: [Int], outputs: Int, layers: ([Int], Int) throws -> NetworkSpecification
  ) throws -> NetworkSpecification {
    guard self != LayerSurroundings() else { return try layers(inputShape, outputs) }
    let inner = try layers(
      inputAdapter.isEmpty ? inputShape : inputAdapter, outputAdapter > 0 ? outputAdapter : outputs)
    var surroundings = NetworkSurroundings()
    surroundings.inputAdapter = inputAdapter.isEmpty ? nil : inputAdapter
    surroundings.outputAdapter = outputAdapter > 0 ? outputs : nil
    surroundings.hasColumn = column
    return try NetworkSpecification(
      inputShape: inputShape, layers: inner.layers, surroundings: surroundings)
  }
}

extension DQNConfiguration {
  static let surroundingFields: [Field<Self>] = LayerSurroundings.fields.map {
    $0.part(of: \.surroundings)
  }

  /// The keys of what stands around the layers: files hold those that are set.
  public static var sparseKeys: [String] { LayerSurroundings.fields.map(\.key) }

  /// Refuses what cannot stand around layers of their kind.
  ///
  /// - Throws: `InputError` that names both keys, both values and a remedy.
  func validateSurroundings() throws {
    func refuse(_ isWrong: Bool, _ one: String, _ other: String, _ why: String) throws {
      guard isWrong else { return }
      throw InputError(
        "\(one) does not go with \(other): \(why)", remedy: "leave out one of them")
    }
    let (input, output) = (surroundings.inputAdapter, surroundings.outputAdapter)
    try refuse(
      output > 0 && distribution != .none, "outputAdapter (\(output))",
      "distribution (\(distribution.rawValue))", "it maps values, not distributions")
    try refuse(
      !input.isEmpty && network == .codes, "inputAdapter (\(input))", "network (codes)",
      "codes become planes before anything is mapped")
    try refuse(
      surroundings.column && dueling, "column (true)", "dueling (true)",
      "lateral connections lead into linear layers and convolutions")
    try refuse(
      surroundings.column && noisy, "column (true)", "noisy (true)",
      "lateral connections lead into linear layers and convolutions")
    try refuse(
      surroundings.column && distribution == .iqn, "column (true)", "distribution (iqn)",
      "its fractions enter between the layers")
    try refuse(
      surroundings.column && network == .impala, "column (true)", "network (impala)",
      "its residual blocks have no lateral connections")
  }
}
