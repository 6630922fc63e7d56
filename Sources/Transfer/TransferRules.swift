import Documents

/// What of a source is carried over, how it is fitted, and what then learns how fast.
///
/// The same for environments and data sets; a plan file and the flags of `apus finetune` set its
/// fields. Patterns are those of ``NamePattern``. See Documentation/TransferPlans.md.
public struct TransferRules: Sendable, Hashable {
  /// Parameters that take the source's values.
  public var take = ["*"]
  /// Parameters that begin anew all the same.
  public var skip: [String] = []
  /// Names of the source's tensors as "source=target"; one "*" on each side stands for the same.
  public var names: [String] = []
  /// Tensors of the source, by their own names, whose inputs stand before their outputs.
  public var transpose: [String] = []
  /// How tensors of another shape are fitted, as "pattern=method"; a later one wins.
  public var fit: [String] = []

  /// Whether the source becomes a frozen column beside a new network, which sees its hidden layers.
  public var progressive = false

  /// Parameters that do not learn.
  public var freeze: [String] = []
  /// The step from which they do; 0 for never.
  public var thawAfter = 0
  /// Steps after which one more layer learns, from the output down; 0 for all at once.
  public var unfreezeEvery = 0
  /// What each layer's rate is multiplied by for every layer above it; > 0.
  public var layerDecay: Float = 1
  /// Factors on the learning rate as "pattern=factor"; a later one wins.
  public var learningRateFactors: [String] = []

  /// What becomes of the running statistics of batch normalizations.
  public var batchNorm = BatchNormTransfer.train
  /// Examples of the task that `estimate` measures statistics on, at most.
  public var batchNormExamples = 10_000

  /// Weights that learn through low-rank factors while all else but the last layer is frozen.
  public var lora: [String] = []
  /// The rank of the factors.
  public var loraRank = 4
  /// α: what was learned counts α / rank times.
  public var loraAlpha: Float = 4

  /// The pull towards the source's values (L2-SP); 0 for none.
  public var l2sp: Float = 0
  /// The pull towards zero of what is new (L2-SP's β); 0 for none.
  public var l2spNew: Float = 0
  /// The pull towards the source's values, by their importance there (EWC); 0 for none.
  public var ewc: Float = 0
  /// Examples of the source's task that the importance is measured on.
  public var ewcExamples = 200

  /// Everything is taken that fits, and everything learns.
  public init() {}

  /// Every field by its key, in the order in which a plan is written.
  public static let fields = FieldTable<TransferRules>([
    Field("take", \.take, "parameters that take the source's values, as a list of patterns"),
    Field("skip", \.skip, "parameters that begin anew all the same, as a list of patterns"),
    Field(
      "names", \.names, "names of the source's tensors, as a list of source=target",
      check: expecting("a list of SOURCE=TARGET", readName)),
    Field(
      "transpose", \.transpose,
      "tensors of the source with inputs before outputs, as a list of patterns of its names"),
    Field(
      "fit", \.fit,
      "how another shape is fitted, as a list of pattern=method; methods: "
        + TensorFit.allCases.map(\.rawValue).joined(separator: ", "),
      check: expecting("a list of PATTERN=METHOD", readFit)),
    Field(
      "progressive", \.progressive,
      "the source becomes a frozen column beside a new network; true or false"),
    Field("freeze", \.freeze, "parameters that do not learn, as a list of patterns"),
    Field(
      "thawAfter", \.thawAfter,
      "the step (on a data set: update) from which frozen parameters learn; 0 for never",
      check: { (0...1_000_000_000_000).contains($0) ? nil : "a whole number of at least 0" }),
    Field(
      "unfreezeEvery", \.unfreezeEvery,
      "steps after which one more layer learns, from the output down; 0 for all at once",
      check: { (0...1_000_000_000_000).contains($0) ? nil : "a whole number of at least 0" }),
    Field(
      "layerDecay", \.layerDecay,
      "what the rate is multiplied by from each layer to the one below it; 0 < x <= 1",
      check: { $0 > 0 && $0 <= 1 ? nil : "a number above 0, up to 1" }),
    Field(
      "learningRateFactors", \.learningRateFactors,
      "factors on the learning rate, as a list of pattern=factor; a later one wins",
      check: expecting("a list of PATTERN=FACTOR", readFactor)),
    Field(
      "batchNorm", \.batchNorm,
      "what becomes of the statistics of batch normalizations: "
        + BatchNormTransfer.allCases.map(\.rawValue).joined(separator: ", ")),
    Field(
      "batchNormExamples", \.batchNormExamples,
      "examples of the task that estimate measures statistics on, at most; 2...10000000",
      check: { (2...10_000_000).contains($0) ? nil : "a whole number in 2...10000000" }),
    Field(
      "lora", \.lora,
      "weights that learn through low-rank factors, as a list of patterns; all else but the last layer is then frozen"
    ),
    Field(
      "loraRank", \.loraRank, "rank of the factors; 1...65536",
      check: { (1...65_536).contains($0) ? nil : "a whole number in 1...65536" }),
    Field(
      "loraAlpha", \.loraAlpha, "what the factors learned counts loraAlpha / loraRank times; > 0",
      check: { $0 > 0 ? nil : "a number > 0" }),
    Field(
      "l2sp", \.l2sp, "strength of the pull towards the source's values (L2-SP); >= 0",
      check: notNegative),
    Field(
      "l2spNew", \.l2spNew, "strength of L2-SP's pull of new parameters towards zero; >= 0",
      check: notNegative),
    Field(
      "ewc", \.ewc,
      "strength of the pull by importance for the source's task (EWC); >= 0",
      check: notNegative),
    Field(
      "ewcExamples", \.ewcExamples,
      "examples of the source's task that the importance is measured on; 1...100000",
      check: { (1...100_000).contains($0) ? nil : "a whole number in 1...100000" }),
  ])

  private static func notNegative(_ value: Float) -> String? {
    value >= 0 ? nil : "a number >= 0"
  }

  /// Checks what single fields cannot: that they fit one another.
  ///
  /// - Throws: `InputError` that names both keys and a remedy.
  public func validate() throws {
    if thawAfter > 0, freeze.isEmpty {
      throw InputError(
        "thawAfter (\(thawAfter)) thaws what freeze names, but freeze is empty",
        remedy: "freeze 'body.*', or set thawAfter to 0")
    }
    if thawAfter > 0, unfreezeEvery > 0 {
      throw InputError(
        "thawAfter (\(thawAfter)) thaws all at once and unfreezeEvery (\(unfreezeEvery)) layer by layer",
        remedy: "set one of them to 0")
    }
    for (key, isSet) in [
      ("thawAfter", thawAfter > 0), ("unfreezeEvery", unfreezeEvery > 0), ("l2sp", l2sp > 0),
      ("ewc", ewc > 0),
    ] where isSet && !lora.isEmpty {
      throw InputError(
        "lora holds the source's weights for good, and \(key) is for weights that learn",
        remedy: "leave out lora, or \(key)")
    }
    for (key, isSet) in [
      ("fit", !fit.isEmpty), ("lora", !lora.isEmpty), ("l2sp", l2sp > 0), ("ewc", ewc > 0),
    ] where isSet && progressive {
      throw InputError(
        "progressive (true) holds the source's values in a column of their own, and \(key) is for "
          + "values that are carried over", remedy: "leave out progressive, or \(key)")
    }
    if l2spNew > 0, l2sp == 0 {
      throw InputError(
        "l2spNew (\(l2spNew)) is the second part of L2-SP, and l2sp is 0",
        remedy: "set l2sp above 0, or l2spNew to 0")
    }
  }

  /// Whether rows of outputs take the places of their names.
  public var matchesOutputsByName: Bool {
    fit.contains { (try? Self.fit($0))?.fit == .names }
  }

  /// Reads "PATTERN=FACTOR".
  ///
  /// - Throws: `InputError` where there is no "=", or no number of at least 0 behind it.
  static func factor(_ text: String) throws -> (pattern: String, factor: Float) {
    guard let (pattern, value) = divided(text), let factor = Float(value), factor.isFinite,
      factor >= 0
    else {
      throw InputError(
        "expected PATTERN=FACTOR with a factor of at least 0, got '\(shown(text))'",
        remedy: "for example --learning-rate-factor '0.*=0.1'")
    }
    return (pattern, factor)
  }

  /// Reads "PATTERN=METHOD".
  static func fit(_ text: String) throws -> (pattern: String, fit: TensorFit) {
    guard let (pattern, value) = divided(text) else {
      throw InputError(
        "expected PATTERN=METHOD, got '\(shown(text))'", remedy: "for example 'head.*=overlap'")
    }
    guard let fit = TensorFit(rawValue: value) else {
      throw unknownWord("method", value, among: TensorFit.allCases.map(\.rawValue))
    }
    return (pattern, fit)
  }

  /// What stands before and behind the last "="; nil where either is empty.
  static func divided(_ text: String) -> (String, String)? {
    guard let equals = text.lastIndex(of: "="), equals > text.startIndex,
      text.index(after: equals) < text.endIndex
    else { return nil }
    return (String(text[..<equals]), String(text[text.index(after: equals)...]))
  }

  /// Sets the fields that a mapping names, for instance those of a plan file.
  ///
  /// - Throws: `InputError` with file and line for an unknown key, a faulty value or list entry.
  public mutating func apply(_ mapping: DocumentMapping) throws {
    for entry in mapping.entries where entry.node.isSequence {
      for node in try entry.node.sequence() {
        let text = try node.string()
        do { try Self.check(text, of: entry.key) } catch let error as InputError {
          throw node.error(error.message, remedy: error.remedy)
        }
      }
    }
    try Self.fields.apply(mapping, to: &self)
  }

  /// Checks one entry of a field that is a list.
  ///
  /// - Throws: `InputError` that says what was expected.
  public static func check(_ entry: String, of key: String) throws {
    switch key {
    case "names": try readName(entry)
    case "fit": try readFit(entry)
    case "learningRateFactors": try readFactor(entry)
    default: break
    }
  }

  private static let readName: @Sendable (String) throws -> Void = { _ = try NameMapping($0) }
  private static let readFit: @Sendable (String) throws -> Void = { _ = try fit($0) }
  private static let readFactor: @Sendable (String) throws -> Void = { _ = try factor($0) }

  /// A check that every entry of a list can be read.
  private static func expecting(
    _ expectation: String, _ read: @escaping @Sendable (String) throws -> Void
  ) -> @Sendable ([String]) -> String? {
    { list in
      do {
        for entry in list { try read(entry) }
        return nil
      } catch {
        return expectation
      }
    }
  }
}
