import Documents

/// How few-shot learning divides the classes of a data set: what is learned with, and what is never
/// seen before the test.
public struct FewShotClasses: Sendable, Hashable {
  /// Whether images turned by a quarter, a half and three quarters are further classes.
  public let isTurned: Bool
  /// The classes to learn with.
  public let training: [Int32]
  /// The classes that choose the best network; none where other examples of the training classes do.
  public let validation: [Int32]
  /// The classes of the test.
  public let test: [Int32]

  /// The classes a training draws from.
  ///
  /// - Parameter joiningValidation: Whether those of the validation are learned too.
  /// - Returns: Their labels, in order.
  public func learned(joiningValidation: Bool) -> [Int32] {
    joiningValidation ? (training + validation).sorted() : training
  }

  /// Reads the section `fewShot` of a definition.
  ///
  /// It has `test`, and where wished `validation` and `turned`. What neither names is there to learn
  /// with.
  ///
  /// - Parameters:
  ///   - node: The section.
  ///   - names: The data set's classes. A word stands for the class of this name, or for all whose
  ///     names begin with it and a slash.
  /// - Throws: `InputError` with the line for a word that names no class, one that comes twice, or where
  ///   too few are left.
  init(_ node: DocumentNode, of names: [String]) throws {
    let section = try node.mapping(keys: ["turned", "validation", "test"], required: ["test"])
    var taken = Set<Int32>()
    func labels(_ node: DocumentNode) throws -> [Int32] {
      try node.strings().flatMap { word in
        let found = names.indices.filter { names[$0] == word || names[$0].hasPrefix(word + "/") }
        guard !found.isEmpty else { throw node.error("there is no class '\(shown(word))'") }
        return try found.map {
          guard taken.insert(Int32($0)).inserted else {
            throw node.error("the class '\(names[$0])' is named twice")
          }
          return Int32($0)
        }
      }.sorted()
    }
    isTurned = try section["turned"]?.bool() ?? false
    validation = try section["validation"].map(labels) ?? []
    test = try labels(section.require("test"))
    training = names.indices.map { Int32($0) }.filter { !taken.contains($0) }
    guard training.count >= 2, test.count >= 2, validation.count != 1 else {
      throw node.error(
        "expected two classes or more to learn with and to test, got \(training.count) and "
          + "\(test.count)")
    }
  }
}
