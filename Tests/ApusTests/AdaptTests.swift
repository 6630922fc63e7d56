import Foundation
import Testing

/// `apus adapt` as a user runs it.
@Suite(.serialized) struct AdaptTests {
  private let field = """
    id: field
    version: 1
    summary: Find the goal of a small field.
    grid:
      generator: {kind: random-walls, width: 5, height: 5, density: 0, seed: episode}
      legend: {"#": wall, ".": floor, S: start, G: goal}
    observation: layers
    actions: [up, right, down, left]
    rewards: {step: -0.02, bump: -0.02, goal: 1}
    termination: [goal]
    timeLimit: 20
    success: terminated
    """

  private func folder() throws -> TemporaryFolder {
    let folder = try TemporaryFolder()
    try folder.write("field.yaml", field)
    let training = try folder.apus.run(
      ["train", "field.yaml", "--agent", "reptile", "--quiet", "--run", "source"]
        + ["steps=300", "hiddenSizes=[16]", "evaluationInterval=0"].flatMap { ["--set", $0] })
    #expect(training.status == 0, "\(training.errors)")
    return folder
  }

  private func survey(_ more: String...) -> [String] {
    ["adapt", "source", "--layouts", "4", "--episodes", "40", "--scratch-episodes", "40"] + more
  }

  @Test func killedBetweenTrialsItGoesOnToTheSameBytes() throws {
    let folder = try folder()
    let whole = try folder.apus.run(survey("--run", "whole", "--json"))
    #expect(whole.status == 0, "\(whole.errors)")
    #expect(whole.lines.count == 13)
    var kills = 0
    for _ in 0..<3 {
      let before = (try? folder.text("killed/trials.csv"))?.split(separator: "\n").count ?? 0
      let process = try folder.apus.start(survey("--run", "killed", "--json"))
      while process.isRunning,
        (try? folder.text("killed/trials.csv"))?.split(separator: "\n").count ?? 0
          < max(2, before + 1)
      { Thread.sleep(forTimeInterval: 0.001) }
      if process.isRunning { kills += 1 }
      kill(process.processIdentifier, SIGKILL)
      process.waitUntilExit()
    }
    #expect(kills > 0)
    let last = try folder.apus.run(survey("--run", "killed", "--json"))
    #expect(last.status == 0 && last.output == whole.output, "\(last.errors)")
    for name in ["trials.csv", "survey.yaml"] {
      #expect(try folder.bytes("killed/\(name)") == folder.bytes("whole/\(name)"))
    }
  }

  @Test func interruptedItSaysHowToGoOnAndFindsItsFolderAgain() throws {
    let folder = try folder()
    try folder.write("errors", "")
    let process = try folder.apus.start(survey(), errors: "\(folder.path)/errors")
    let rows = "runs/field-adapt-1/trials.csv"
    while process.isRunning, (try? folder.text(rows)) == nil {
      Thread.sleep(forTimeInterval: 0.001)
    }
    kill(process.processIdentifier, SIGTERM)
    process.waitUntilExit()
    #expect(process.terminationStatus == 143)
    #expect(try folder.text("errors").contains("go on with:"))
    let again = try folder.apus.run(survey())
    #expect(again.status == 0 && again.output.contains("median from scratch"))
    #expect(try folder.text(rows).split(separator: "\n").count == 13)
    let other = try folder.apus.run(survey("--seeds", "4", "--scratch-set", "epsilonSteps=50"))
    #expect(other.status == 0, "\(other.errors)")
    #expect(try folder.text("runs/field-adapt-2/survey.yaml").contains("epsilonSteps=50"))
    let refused = try folder.apus.run(survey("--seeds", "5", "--run", "runs/field-adapt-1"))
    #expect(refused.status == 1 && refused.errors.contains("other settings"))
  }

  @Test func aTrainingByAnotherAlgorithmBeginsWithTheWeights() throws {
    let folder = try folder()
    let tuned = try folder.apus.run(
      ["finetune", "--from", "source", "--on", "field.yaml", "--agent", "reptile", "--against"]
        + ["none", "--run", "tuned", "--steps", "300", "--set", "evaluationInterval=100", "--set"]
        + ["method=fomaml"])
    #expect(tuned.status == 0, "\(tuned.errors)")
    let configuration = try folder.text("tuned/field-reptile-finetuned-s1-1/configuration.yaml")
    #expect(configuration.contains("method: fomaml") && configuration.contains("transfer:"))
  }
}
