import Documents
import TensorCore
import Testing
import Transfer

@Suite struct LearningPlanTests {
  private func network(_ names: String...) -> [Parameter] {
    names.map { Parameter(.full([1], 0), name: $0) }
  }

  private func rules(_ settings: (String, String)...) throws -> TransferRules {
    var rules = TransferRules()
    for (key, text) in settings { try TransferRules.fields.set(&rules, key: key, text: text) }
    return rules
  }

  @Test func whatIsFrozenThawsAtItsStepAndNotBefore() throws {
    let network = network("0.weight", "0.bias", "2.weight")
    let plan = try LearningPlan(rules(("freeze", "[body.*]"), ("thawAfter", "100")), for: network)
    plan.apply(at: 99)
    #expect(network.map(\.isTrainable) == [false, false, true])
    #expect(plan.nextChange(after: 0) == 100 && plan.nextChange(after: 100) == nil)
    plan.apply(at: 100)
    #expect(network.allSatisfy { $0.isTrainable })
  }

  @Test func whatIsFrozenWithoutAStepNeverThaws() throws {
    let network = network("0.weight", "2.weight")
    let plan = try LearningPlan(rules(("freeze", "[0.*]")), for: network)
    plan.apply(at: 1_000_000)
    #expect(network.map(\.isTrainable) == [false, true] && plan.nextChange(after: 0) == nil)
  }

  @Test func layersThawOneByOneFromTheOutputDown() throws {
    let network = network("0.weight", "0.bias", "2.weight", "4.weight")
    let plan = try LearningPlan(rules(("unfreezeEvery", "10")), for: network)
    for (step, expected) in [
      (0, [false, false, false, true]), (9, [false, false, false, true]),
      (10, [false, false, true, true]), (20, [true, true, true, true]),
    ] {
      plan.apply(at: step)
      #expect(network.map(\.isTrainable) == expected, "step \(step)")
    }
    #expect(plan.nextChange(after: 0) == 10 && plan.nextChange(after: 10) == 20)
  }

  @Test func theRateFallsWithDepthAndFactorsMultiplyIt() throws {
    let network = network("0.weight", "2.weight", "2.bias", "4.weight")
    let plan = try LearningPlan(
      rules(("layerDecay", "0.5"), ("learningRateFactors", "[*.bias=4, 4.*=2, 4.*=3]")),
      for: network)
    plan.apply(at: 0)
    #expect(network.map(\.learningRateFactor) == [0.25, 0.5, 2, 3])
  }

  @Test func freezingEverythingOrNothingIsRefused() throws {
    let network = network("0.weight", "2.weight")
    #expect(throws: InputError.self) {
      let rules = try rules(("freeze", "[*]"))
      return try LearningPlan(rules, for: network)
    }
    #expect(throws: InputError.self) {
      let rules = try rules(("freeze", "[7.*]"))
      return try LearningPlan(rules, for: network)
    }
    #expect(network.allSatisfy { $0.isTrainable })
  }

  @Test func fieldsThatContradictOneAnotherAreRefusedWithBothNames() throws {
    let alone = #expect(throws: InputError.self) { try rules(("thawAfter", "5")).validate() }
    #expect(
      alone?.message.contains("thawAfter") == true && alone?.message.contains("freeze") == true)
    let both = #expect(throws: InputError.self) {
      try rules(("freeze", "[0.*]"), ("thawAfter", "5"), ("unfreezeEvery", "5")).validate()
    }
    #expect(both?.message.contains("unfreezeEvery") == true)
  }

  @Test func aPlanFileIsReadStrictlyWithFileAndLine() throws {
    func read(_ text: String) throws -> TransferRules {
      var rules = TransferRules()
      try rules.apply(DocumentNode.parse(text, file: "plan.yaml").mapping())
      return rules
    }
    let rules = try read("freeze: ['body.*']\nthawAfter: 20_000\nfit:\n  - head.*=names\n")
    #expect(
      rules.freeze == ["body.*"] && rules.thawAfter == 20_000 && rules.fit == ["head.*=names"])
    for (text, line, word) in [
      ("take: ['*']\nfreze: []", 2, "did you mean 'freeze'?"),
      ("fit:\n  - a=overlap\n  - b=overlab", 3, "did you mean 'overlap'?"),
      ("layerDecay: 0", 1, "above 0"), ("names:\n - 'a.*=b'", 2, "as many '*'"),
      ("learningRateFactors: [a]", 1, "PATTERN=FACTOR"),
    ] {
      let error = #expect(throws: InputError.self) { try read(text) }
      #expect(
        error?.file == "plan.yaml" && error?.line == line, "\(text): \(String(describing: error))")
      #expect(error?.message.contains(word) == true, "\(String(describing: error))")
    }
  }
}
