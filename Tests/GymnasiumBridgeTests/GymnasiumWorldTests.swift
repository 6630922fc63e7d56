import Determinism
import Documents
import Environments
import GymnasiumBridge
import Testing

@Suite struct GymnasiumWorldTests {
  @Test func aNameWithArgumentsIsRead() throws {
    let name = try GymnasiumName("FrozenLake-v1?map_name=8x8&is_slippery=false&p=0.5&n=3")
    #expect(name.id == "FrozenLake-v1")
    #expect(
      name.options == [
        "map_name": .text("8x8"), "is_slippery": .flag(false), "p": .number(0.5), "n": .whole(3),
      ])
    #expect(name.slug == "gym-frozenlake-v1-is-slippery-false-map-name-8x8-n-3-p-0-5")
    #expect(try GymnasiumName("ALE/Pong-v5").slug == "gym-ale-pong-v5")
    #expect(try GymnasiumName("A-v0?observation_key=image").observationKey == "image")
  }

  @Test(arguments: ["", "?a=1", "A-v0?a", "A-v0?=1", "A v0", "A-v0?1a=2", "A\n-v0", "A'-v0"])
  func aNameThatIsNoneIsRefused(name: String) {
    #expect(throws: InputError.self) { try GymnasiumName(name) }
  }

  @Test func aDefinitionIsReadBackAsItWasWritten() throws {
    ExternalWorlds.register(GymnasiumWorld.self)
    var report = try Array(FakeWorkers.report.utf8).withUnsafeBytes { try Report(reading: $0) }
    report.observationSpace = Box(
      shape: [3], low: [-0.1, -.infinity, 0], high: [0.2, .infinity, 1e-30])
    report.rewardThreshold = 475
    let name = try GymnasiumName("Some/Thing-v3?gravity=-9.81&label=5'0&observation_key=a b")
    let text = GymnasiumWorld.definitionText(of: name, report)
    let definition = try EnvironmentDefinition.parse(text, file: "thing.yaml")
    guard case .external(let world as GymnasiumWorld) = definition.world else {
      Issue.record("expected a world of Gymnasium")
      return
    }
    #expect(world.name == name)
    #expect(world.observationSpace == report.observationSpace)
    #expect(world.actionSpace.names == ["action-0", "action-1", "action-2"])
    #expect(definition.timeLimit == 10 && definition.success == .returnAtLeast(475))
    #expect(definition.isExternal && definition.observationSpace == report.observationSpace)
    try world.requireAgreement(with: report)
    report.observationSpace = Box(shape: [3], range: 0...1)
    #expect(throws: InputError.self) { try world.requireAgreement(with: report) }
  }

  @Test(arguments: [
    ("shape: [2]", "shape: [0]", "positive lengths"),
    ("shape: [2]", "shape: [9999999999, 9999999999]", "positive lengths"),
    ("shape: [2]", "shape: []", "got an empty one"),
    ("type: float32", "type: float64", "unknown type 'float64'"),
    ("low: [-1.0]", "low: [nan]", "expected a number, inf or -inf"),
    ("low: [-1.0]", "low: [2]", "is above high"),
    ("low: [-1.0]", "low: [-1, -1, -1]", "3 bounds, expected 1 or 2"),
    ("id: Fake-v0", "id: \"Fake v0\"", "expected the id of a Gymnasium environment"),
    ("id: Fake-v0", "id: Fake-v0\n  options: {\"a-b\": 1}", "the name of a keyword argument"),
    ("id: Fake-v0", "id: Fake-v0\n  options: {a: [1]}", "found a list"),
    ("actions: [action-0,", "actions: [action-1,", "different names of actions"),
    ("gymnasium:\n", "parameters: {}\ngymnasium:\n", "has no 'parameters'"),
    ("gymnasium:\n", "wrappers: []\ngymnasium:\n", "has no wrappers"),
    ("  shape", "  shap", "unknown key 'shap'"),
  ])
  func aFaultyDefinitionIsRefused(from: String, to: String, words: String) throws {
    let text = try FakeWorkers.definition().text
    #expect(text.contains(from), "\(text)")
    let changed = text.replacing(from, with: to, maxReplacements: 1)
    let error = #expect(throws: InputError.self) {
      try EnvironmentDefinition.parse(changed, file: "fake.yaml")
    }
    #expect(error?.description.contains(words) == true, "\(String(describing: error))")
    #expect(error?.line != nil)
  }

  @Test func variablesOutOfRangeAreRefused() throws {
    let python = try Python.ofEnvironment(["APUS_PYTHON": "/x/python", "APUS_PYTHON_TIMEOUT": "7"])
    #expect(python.executable == "/x/python" && python.stepSeconds == 7)
    #expect(try Python.ofEnvironment([:]).executable == "python3")
    for text in ["0", "x", "-1", "99999999"] {
      #expect(throws: InputError.self) {
        try Python.ofEnvironment(["APUS_PYTHON_TIMEOUT": text])
      }
      #expect(throws: InputError.self) {
        try Python.ofEnvironment(["APUS_PYTHON_WORKERS": text])
      }
    }
  }

  @Test func copiesAreDividedWithoutRemainder() {
    var python = FakeWorkers.python("")
    for workers in 1...7 {
      for copies in 1...20 {
        python.workers = workers
        let groups = python.groups(of: copies)
        #expect(groups.count == min(workers, copies) && groups.reduce(0, +) == copies)
        #expect(groups.allSatisfy { $0 >= 1 })
      }
    }
  }
}
