import Documents
import Environments

extension DQNConfiguration {
  /// The defaults with what a definition recommends under `agent:`.
  ///
  /// - Throws: `InputError` with file and line where a key or a value is not valid.
  public static func recommended(for definition: EnvironmentDefinition) throws -> Self {
    var configuration = DQNConfiguration()
    if let agent = definition.agent { try fields.apply(agent, to: &configuration) }
    try configuration.validate()
    return configuration
  }

  /// Checks what single fields cannot: that they fit one another.
  ///
  /// - Throws: `InputError` that names both keys, both values and a remedy.
  public func validate() throws {
    try validateLengths()
    try validateParts()
    try validateSurroundings()
    try validateGuidance()
  }

  private func validateLengths() throws {
    try refuse(
      learningStarts > bufferCapacity,
      "learningStarts (\(learningStarts)) is larger than bufferCapacity (\(bufferCapacity)): "
        + "the first transitions would be lost before anything is learned",
      remedy: "set learningStarts to at most \(bufferCapacity), or bufferCapacity to at least "
        + "\(learningStarts)")
    try refuse(
      learningStarts >= steps,
      "learningStarts (\(learningStarts)) is not below steps (\(steps)): nothing would be learned",
      remedy: "set steps above \(learningStarts), or learningStarts below \(steps)")
    try refuse(
      environments > bufferCapacity,
      "environments (\(environments)) is larger than bufferCapacity (\(bufferCapacity)): "
        + "one step of all copies does not fit",
      remedy: "set bufferCapacity to at least \(environments)")
    try refuse(
      epsilonEnd > epsilonStart,
      "epsilonEnd (\(epsilonEnd)) is above epsilonStart (\(epsilonStart)): epsilon must not rise",
      remedy: "set epsilonEnd to at most \(epsilonStart)")
    try refuse(
      environments > steps,
      "environments (\(environments)) is larger than steps (\(steps)): one vector step would "
        + "overshoot the training",
      remedy: "set environments to at most \(steps)")
  }

  private func validateParts() throws {
    try refuse(
      munchausen && distribution == .c51,
      "munchausen (true) does not go with distribution (c51): its soft policy mixes the returns of "
        + "all actions, each moved by another amount, which no projection is defined for",
      remedy: "set distribution to none, qr or iqn, or munchausen to false")
    try refuse(
      munchausen && nStep > 1,
      "munchausen (true) does not go with nStep (\(nStep)): each of the rewards that are summed "
        + "would need the policy's logarithm at its own step",
      remedy: "set nStep to 1, or munchausen to false")
    try refuse(
      distribution == .c51 && valueMinimum >= valueMaximum,
      "valueMinimum (\(valueMinimum)) is not below valueMaximum (\(valueMaximum)): the returns of "
        + "c51 lie between them",
      remedy: "set valueMaximum above \(valueMinimum), to the largest discounted return")
    try refuse(
      distribution != .none && loss == .mse,
      "loss (mse) does not go with distribution (\(distribution.rawValue)), which has a loss of its "
        + "own",
      remedy: "set loss to huber, or distribution to none")
    try refuse(
      adamEpsilon != DQNConfiguration().adamEpsilon && optimizer != .adam && optimizer != .adamw,
      "adamEpsilon (\(adamEpsilon)) has no part in optimizer (\(optimizer.rawValue))",
      remedy: "set optimizer to adam or adamw, or leave adamEpsilon at "
        + "\(DQNConfiguration().adamEpsilon)")
    try refuse(
      nStep * environments > bufferCapacity,
      "nStep (\(nStep)) steps of environments (\(environments)) do not fit into bufferCapacity "
        + "(\(bufferCapacity))",
      remedy: "set bufferCapacity to at least \(nStep * environments)")
  }

  private func refuse(
    _ isWrong: Bool, _ reason: @autoclosure () -> String, remedy: @autoclosure () -> String
  ) throws {
    if isWrong { throw InputError(reason(), remedy: remedy()) }
  }
}
