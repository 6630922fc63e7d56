import Agents
import Documents
import Testing

@Suite struct GuidanceTests {
  private func guidance(_ method: Guidance.Method, weight: Float = 2) -> Guidance {
    var guidance = Guidance()
    guidance.method = method
    guidance.weight = weight
    guidance.steps = 400
    return guidance
  }

  /// λ = 2 over 400 steps: 2, 1.5 after 100, 0 from 400 on.
  @Test func theWeightOfKickstartingFallsLinearly() {
    let weights = [0, 100, 400, 900].map {
      guidance(.kickstarting).weight(at: $0, student: 5, teacher: nil)
    }
    #expect(weights == [2, 1.5, 0, 0])
  }

  /// λ = 2 times how far the student falls short, as a part of the teachers' return.
  ///
  ///     80 of 100: 0.2      −150 of −100: 0.5      −300 of −100: more than all, 1      0 of 0: 0
  @Test func theWeightOfQDaggerFollowsTheReturns() {
    func weight(_ student: Double?, _ teacher: Double?) -> Float {
      guidance(.qdagger).weight(at: 7, student: student, teacher: teacher)
    }
    #expect(weight(nil, 100) == 2)
    #expect(weight(0, 100) == 2)
    #expect(abs(weight(80, 100) - 0.4) < 1e-6)
    #expect(weight(100, 100) == 0)
    #expect(weight(120, 100) == 0)
    #expect(weight(-150, -100) == 1)
    #expect(weight(-300, -100) == 2)
    #expect(weight(-1, 0) == 2)
    #expect(weight(0, 0) == 0)
  }

  @Test func theOtherMethodsKeepTheirWeights() {
    #expect(guidance(.none).weight(at: 0, student: nil, teacher: nil) == 0)
    #expect(guidance(.distillation).weight(at: 999, student: 1, teacher: 1) == 1)
    #expect(guidance(.demonstrations).weight(at: 999, student: 1, teacher: 1) == 2)
  }

  /// Each names both keys, both values and what would do.
  @Test(arguments: [
    (["guidanceSteps=5"], ["guidanceSteps (5)", "guidance (none)", "kickstarting"]),
    (
      ["guidance=qdagger", "guidanceStates=teacher"],
      ["guidanceStates (teacher)", "guidance (qdagger)", "distillation"]
    ),
    (
      ["guidance=distillation", "prioritized=true"],
      ["prioritized (true)", "guidance (distillation)"]
    ),
    (["guidance=demonstrations"], ["prioritized (false)", "guidance (demonstrations)"]),
    (
      ["guidance=qdagger", "teacherSteps=3000", "steps=2500"],
      ["teacherSteps (3000)", "steps (2500)"]
    ),
    (
      ["guidance=qdagger", "bufferCapacity=3000"],
      ["teacherSteps (5000)", "bufferCapacity (3000)"]
    ),
  ])
  func whatCannotWorkIsRefused(settings: [String], words: [String]) throws {
    var configuration = DQNConfiguration()
    for setting in settings {
      let parts = setting.split(separator: "=").map(String.init)
      try DQNConfiguration.fields.set(&configuration, key: parts[0], text: parts[1])
    }
    let error = #expect(throws: InputError.self) { try configuration.validate() }
    for word in words { #expect(error?.description.contains(word) == true, "\(word)") }
  }

  @Test(arguments: [
    "guidance=dagger", "guidanceTemperature=0", "guidanceWeight=-1", "guidanceSteps=0",
    "teacherSteps=0", "teacherEpsilon=1.5", "offlineUpdates=-1", "demonstrations=abc",
    "demonstrationMargin=-1", "demonstrationBonus=0",
  ])
  func valuesOutOfRangeAreRefusedByKey(setting: String) throws {
    let parts = setting.split(separator: "=").map(String.init)
    var configuration = DQNConfiguration()
    let error = #expect(throws: InputError.self) {
      try DQNConfiguration.fields.set(&configuration, key: parts[0], text: parts[1])
    }
    #expect(error?.description.contains(parts[0]) == true)
  }

  @Test func teachersAndMethodsMustGoTogether() {
    var configuration = DQNConfiguration()
    let unasked = #expect(throws: InputError.self) { try configuration.requireTeachers(count: 1) }
    #expect(unasked?.description.contains("guidance (none)") == true)
    configuration.guidance.method = .kickstarting
    let missing = #expect(throws: InputError.self) { try configuration.requireTeachers(count: 0) }
    #expect(missing?.description.contains("--teacher") == true)
  }
}
