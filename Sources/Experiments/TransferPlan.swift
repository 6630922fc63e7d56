import Determinism
import Documents

/// Where a fine-tuned run takes its first weights from, and what may learn how fast.
public struct TransferPlan: Sendable, Hashable {
  /// The policy file that the weights come from, as the user named it.
  public var source: String
  /// SHA-256 of that file, 64 hexadecimal digits.
  public var sourceHash: String
  /// Patterns of parameter names that do not learn; "*" stands for any characters.
  public var frozen: [String]
  /// Learning-rate factors by pattern, applied in this order; a later one wins.
  public var factors: [Factor]

  /// A factor on the learning rate of the parameters that a pattern matches.
  public struct Factor: Sendable, Hashable {
    /// Names of parameters; "*" stands for any characters.
    public var pattern: String
    /// The factor, at least 0.
    public var factor: Float

    /// A factor for a pattern.
    public init(pattern: String, factor: Float) {
      self.pattern = pattern
      self.factor = factor
    }

    /// Reads "PATTERN=FACTOR".
    ///
    /// - Throws: `InputError` where there is no "=", or no number of at least 0 behind it.
    public init(argument: String) throws {
      guard let equals = argument.lastIndex(of: "="), equals > argument.startIndex,
        let factor = Float(argument[argument.index(after: equals)...]), factor.isFinite, factor >= 0
      else {
        throw InputError(
          "expected PATTERN=FACTOR with a factor of at least 0, got '\(shown(argument))'",
          remedy: "for example --learning-rate-factor '0.*=0.1'")
      }
      self.init(pattern: String(argument[..<equals]), factor: factor)
    }
  }

  /// A plan.
  public init(source: String, sourceHash: String, frozen: [String] = [], factors: [Factor] = []) {
    self.source = source
    self.sourceHash = sourceHash
    self.frozen = frozen
    self.factors = factors
  }

  /// Reads the network that the plan begins from.
  ///
  /// - Throws: `InputError` where the file is not the one that the plan was made with.
  func readSource() throws -> TrainedNetwork {
    let hash = try SHA256.hex(ofFile: source)
    guard hash == sourceHash else {
      throw InputError(
        "is not the policy that this run began from: its SHA-256 is \(hash)", file: source,
        remedy: "expected \(sourceHash); restore that file, or begin a new run")
    }
    return try TrainedNetwork.load(source)
  }

  /// The plan as lines of YAML, indented by two spaces.
  var yaml: String {
    """
      from: \(source.yamlText)
      sha256: \(sourceHash.yamlText)
      freeze: \(frozen.yamlText)
      learningRateFactors: \(factors.map { "\($0.pattern)=\($0.factor)" }.yamlText)

    """
  }

  /// Reads what `yaml` wrote.
  init(_ node: DocumentNode) throws {
    let keys = ["from", "sha256", "freeze", "learningRateFactors"]
    let mapping = try node.mapping(keys: keys, required: keys)
    source = try mapping.require("from").string()
    sourceHash = try mapping.require("sha256").string()
    frozen = try mapping.require("freeze").strings()
    factors = try mapping.require("learningRateFactors").strings().map(Factor.init(argument:))
  }
}
