import Documents

extension Guidance {
  /// Every field by its key.
  public static let fields: [Field<Guidance>] = [
    Field(
      "guidance", \.method,
      "what is learned from beside rewards; none, distillation, kickstarting, qdagger or "
        + "demonstrations"),
    Field(
      "guidanceTemperature", \.temperature,
      "of the softmax that makes a policy of values, in their unit; 0.001...1000",
      check: FieldCheck.within(0.001...1_000)),
    Field(
      "guidanceWeight", \.weight, "what the guidance counts beside the loss of the rewards; >= 0",
      check: FieldCheck.notNegative),
    Field(
      "guidanceSteps", \.steps,
      "environment steps over which the weight of kickstarting falls to 0; >= 1",
      check: FieldCheck.atLeast(1)),
    Field(
      "guidanceStates", \.states, "whose play distillation learns on; student or teacher"),
    Field(
      "teacherSteps", \.teacherSteps,
      "environment steps that the teachers of qdagger make at the beginning; >= 1",
      check: FieldCheck.atLeast(1)),
    Field(
      "teacherEpsilon", \.teacherEpsilon,
      "probability of a random action where teachers act; 0...1", check: FieldCheck.within(0...1)),
    Field(
      "offlineUpdates", \.offlineUpdates,
      "updates of qdagger and demonstrations before the student acts; >= 0",
      check: FieldCheck.atLeast(0)),
    Field(
      "demonstrations", \.demonstrations,
      "SHA-256 of the file of demonstrations; set by --data", check: OfflineSettings.expectedHash),
    Field(
      "demonstrationMargin", \.margin,
      "how much more a demonstrated action is to be worth than any other; >= 0",
      check: FieldCheck.notNegative),
    Field(
      "demonstrationBonus", \.bonus,
      "added to the error of a demonstration before it becomes a priority; > 0",
      check: FieldCheck.positive),
  ]

  /// The keys that have a part in a method.
  static func keys(of method: Method) -> [String] {
    let shared = ["guidance"]
    switch method {
    case .none: return shared
    case .distillation:
      return shared + ["guidanceTemperature", "guidanceStates", "teacherEpsilon"]
    case .kickstarting:
      return shared + ["guidanceTemperature", "guidanceWeight", "guidanceSteps"]
    case .qdagger:
      return shared + [
        "guidanceTemperature", "guidanceWeight", "teacherSteps", "teacherEpsilon", "offlineUpdates",
      ]
    case .demonstrations:
      return shared + [
        "guidanceWeight", "offlineUpdates", "demonstrations", "demonstrationMargin",
        "demonstrationBonus",
      ]
    }
  }

  /// Refuses fields that have no part in the method.
  ///
  /// - Throws: `InputError` that names both keys, both values and a remedy.
  func validate() throws {
    let own = Self.keys(of: method)
    for field in Self.fields where !own.contains(field.key) {
      let (value, unset) = (field.text(of: self), field.text(of: Guidance()))
      guard value != unset else { continue }
      let methods = Method.allCases.filter { Self.keys(of: $0).contains(field.key) }
      throw InputError(
        "\(field.key) (\(value)) has no part in guidance (\(method.rawValue))",
        remedy: "leave \(field.key) at \(unset.isEmpty ? "nothing" : unset), or set guidance to "
          + methods.map(\.rawValue).joined(separator: " or "))
    }
  }
}

extension DQNConfiguration {
  static let guidanceFields: [Field<Self>] = Guidance.fields.map { $0.part(of: \.guidance) }

  /// The keys of ``Guidance`` where there is none: files of plain trainings do not hold them.
  public static var optionalKeys: [String] { Guidance.fields.map(\.key) }

  /// Whether the optional keys are written.
  public var writesOptionalKeys: Bool { guidance.method != .none }

  /// Refuses teachers that have no part in the guidance, and guidance without teachers that needs some.
  ///
  /// - Parameter count: how many there are.
  /// - Throws: `InputError` with a remedy.
  public func requireTeachers(count: Int) throws {
    let name = "guidance (\(guidance.method.rawValue))"
    if guidance.hasTeachers, count == 0 {
      throw InputError(
        "\(name) needs a teacher, and none was named",
        remedy: "name a run or a policy file that knows the task: --teacher runs/…")
    }
    if !guidance.hasTeachers, count > 0 {
      throw InputError(
        "\(name) learns from no teacher, but \(count == 1 ? "one was" : "\(count) were") named",
        remedy: "set guidance to distillation, kickstarting or qdagger, or leave --teacher out")
    }
  }

  /// Checks the guidance, and that it goes with the rest.
  func validateGuidance() throws {
    try guidance.validate()
    func refuse(_ isWrong: Bool, _ reason: String, _ remedy: String) throws {
      if isWrong { throw InputError(reason, remedy: remedy) }
    }
    let name = "guidance (\(guidance.method.rawValue))"
    let isDistillation = guidance.method == .distillation
    try refuse(
      isDistillation && prioritized,
      "prioritized (true) does not go with \(name), which has no errors to prefer by",
      "set prioritized to false")
    try refuse(
      guidance.method == .demonstrations && !prioritized,
      "prioritized (false) does not go with \(name), which are preferred by priority",
      "set prioritized to true")
    guard guidance.collectedSteps > 0 else { return }
    try refuse(
      guidance.teacherSteps >= steps,
      "teacherSteps (\(guidance.teacherSteps)) is not below steps (\(steps)): the student would "
        + "never act", "set steps above \(guidance.teacherSteps), or teacherSteps below \(steps)")
    try refuse(
      guidance.teacherSteps > bufferCapacity,
      "teacherSteps (\(guidance.teacherSteps)) is larger than bufferCapacity (\(bufferCapacity)): "
        + "what the teachers did first would be lost before it is learned from",
      "set bufferCapacity to at least \(guidance.teacherSteps), or teacherSteps to at most "
        + "\(bufferCapacity)")
  }
}
