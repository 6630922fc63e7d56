import Documents
import TensorCore

extension ValueLayerSpecification {
  /// Reads a layer.
  ///
  /// - Parameters:
  ///   - word: One of `words`.
  ///   - node: What stands behind the word.
  /// - Throws: `InputError` with file and line.
  init(_ word: String, _ node: DocumentNode) throws {
    let sizes = 1...NetworkSpecification.largestSize
    switch word {
    case "dueling": self = .dueling(try DuelingSpecification(node))
    case "one_hot": self = .oneHot(try node.ints())
    case "quantile_embedding": self = .quantileEmbedding(try node.int(in: sizes))
    default: self = .noisyLinear(try node.int(in: sizes))
    }
  }
}

extension DuelingSpecification {
  init(_ node: DocumentNode) throws {
    let sizes = 1...NetworkSpecification.largestSize
    let mapping = try node.mapping(
      keys: ["actions", "atoms", "hidden", "activation", "layer_norm", "noisy"],
      required: ["actions"])
    self.init(actions: try mapping.require("actions").int(in: sizes))
    atoms = try mapping["atoms"].map { try $0.int(in: sizes) }
    hidden = try mapping["hidden"].map { try $0.int(in: sizes) }
    layerNorm = try mapping["layer_norm"].map { try $0.bool() } ?? layerNorm
    noisy = try mapping["noisy"].map { try $0.bool() } ?? noisy
    if let node = mapping["activation"] {
      let word = try node.string()
      guard let found = Activation(rawValue: word) else {
        throw unknownWord(
          "activation", word, among: Activation.allCases.map(\.rawValue), file: node.file,
          line: node.line)
      }
      activation = found
    }
  }
}
