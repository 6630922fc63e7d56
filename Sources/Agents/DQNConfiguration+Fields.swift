import Documents

extension DQNConfiguration {
  /// Every field by its key, in the order in which a configuration is written.
  public static let fields = FieldTable<DQNConfiguration>(
    lengthFields + networkFields + surroundingFields + targetFields + optimizerFields + replayFields
      + explorationFields + guidanceFields + evaluationFields)

  static let networkFields: [Field<Self>] =
    layerFields(
      network: \.network, hiddenSizes: \.hiddenSizes, activation: \.activation,
      layerNorm: \.layerNorm) + [
      Field(
        "dueling", \.dueling,
        "layers of their own for the state's value and the advantages; true or false"),
      Field("noisy", \.noisy, "noisy last layers, whose weights explore; true or false"),
      Field(
        "distribution", \.distribution,
        "what is said of an action: its value or a distribution of returns; none, c51, qr or iqn"),
      Field(
        "atoms", \.atoms, "returns that have a probability, for c51; 2...1001",
        check: FieldCheck.within(2...1_001)),
      Field("valueMinimum", \.valueMinimum, "the least of these returns", check: FieldCheck.finite),
      Field(
        "valueMaximum", \.valueMaximum, "the greatest of these returns", check: FieldCheck.finite),
      Field(
        "quantiles", \.quantiles, "quantiles of qr, fractions drawn of iqn; 1...1024",
        check: FieldCheck.within(1...1_024)),
    ]

  private static let targetFields: [Field<Self>] = [
    discountField(\.discount),
    Field(
      "nStep", \.nStep, "rewards that are summed before the bootstrap; 1...1000",
      check: FieldCheck.within(1...1_000)),
    Field(
      "doubleQ", \.doubleQ, "the online network chooses, the target network values; true or false"
    ),
    Field(
      "munchausen", \.munchausen,
      "a soft policy in reward and value (doubleQ then has no part); true or false"),
    Field(
      "munchausenWeight", \.munchausenWeight,
      "worth of the policy's logarithm in the reward; 0...1",
      check: FieldCheck.within(0...1)),
    Field(
      "munchausenTemperature", \.munchausenTemperature,
      "how soft the policy is, in the unit of values; > 0", check: FieldCheck.positive),
    Field(
      "munchausenClip", \.munchausenClip, "the least that the logarithm counts; <= 0",
      check: { $0 <= 0 && $0.isFinite ? nil : "a number <= 0" }),
    Field("loss", \.loss, "huber or mse"),
    Field(
      "huberDelta", \.huberDelta, "where huber turns linear; > 0", check: FieldCheck.positive),
  ]

  private static let optimizerFields: [Field<Self>] =
    [
      optimizerField(\.optimizer),
      Field(
        "adamEpsilon", \.adamEpsilon,
        "what keeps the divisor of adam and adamw from 0; > 0", check: FieldCheck.positive),
    ]
    + descentFields(
      learningRate: \.learningRate, learningRateEnd: \.learningRateEnd,
      gradientClip: \.gradientClip)

  private static let replayFields: [Field<Self>] = [
    Field(
      "batchSize", \.batchSize, "transitions of a batch; 1...65536",
      check: FieldCheck.within(1...65_536)),
    Field(
      "bufferCapacity", \.bufferCapacity, "transitions in the replay buffer; 1...100000000",
      check: FieldCheck.within(1...100_000_000)),
    Field(
      "prioritized", \.prioritized,
      "transitions are drawn by what was wrong about them; true or false"),
    Field(
      "priorityExponent", \.priorityExponent,
      "0 draws all equally likely, 1 in proportion to the error; 0...1",
      check: FieldCheck.within(0...1)),
    Field(
      "importanceExponent", \.importanceExponent,
      "how far weights make up for that at the start, growing to 1; 0...1",
      check: FieldCheck.within(0...1)),
    Field(
      "learningStarts", \.learningStarts, "environment steps before the first update; >= 0",
      check: FieldCheck.atLeast(0)),
    Field(
      "trainInterval", \.trainInterval,
      "environment steps from one training phase to the next; >= 1", check: FieldCheck.atLeast(1)),
    Field(
      "updatesPerInterval", \.updatesPerInterval, "updates of one training phase; >= 1",
      check: FieldCheck.atLeast(1)),
    Field(
      "targetInterval", \.targetInterval,
      "environment steps from one change of the target network to the next; >= 1",
      check: FieldCheck.atLeast(1)),
    Field(
      "targetRate", \.targetRate,
      "how far the target goes towards the online network; 0 < x <= 1",
      check: { $0 > 0 && $0 <= 1 ? nil : "a number above 0, at most 1" }),
  ]

  private static let explorationFields: [Field<Self>] =
    epsilonFields(start: \.epsilonStart, end: \.epsilonEnd, steps: \.epsilonSteps) + [
      Field(
        "exploration", \.exploration,
        "one epsilon, a ladder of them over the copies, or epsilon with softmax; epsilon, ladder or "
          + "boltzmann"),
      Field(
        "temperature", \.temperature, "of boltzmann, in the unit of values; > 0",
        check: FieldCheck.positive),
      Field(
        "countBonus", \.countBonus,
        "added to the training reward, divided by the root of the visits; >= 0",
        check: FieldCheck.notNegative),
    ]
}
