import ArgumentParser
import Determinism
import Documents
import Experiments

/// One training as the command line shows it: beginning, progress, summary or how to resume.
struct TrainingSession {
  let trainer: Trainer
  let style: TrainingDisplay.Style

  /// Trains to the end, prints the summary, and leaves the process where it was asked to stop.
  func run() throws {
    try train()
    try TrainingSummary(trainer: trainer).print(style: style)
  }

  /// Trains to the end; where it was asked to stop, says how to resume and ends the process.
  func train() throws {
    announce()
    let display = TrainingDisplay(
      style: style, label: trainer.task.id, run: trainer.folder.path,
      totalSteps: trainer.totalSteps, firstStep: trainer.step,
      firstUpdate: trainer.updates)
    let outcome: Trainer.Outcome
    do {
      outcome = try trainer.run(
        shouldContinue: { StopSignals.allowContinuing }, report: display.show)
    } catch let error as InputError {
      display.finish()
      throw InputError(
        error.message, file: error.file, line: error.line,
        remedy: [error.remedy, safeguard].compactMap { $0 }.joined(separator: "; "))
    }
    display.finish()
    guard outcome == .stopped else { return }
    let resume = "apus train --resume \(trainer.folder.path.shellQuoted)"
    switch style {
    case .json:
      var object = JSONObject()
      object.add("event", "stopped")
      object.add("run", trainer.folder.path)
      object.add("step", trainer.step)
      object.add("resume", resume)
      Console.result(object.text)
    case .quiet, .figures: break
    case .bar, .lines:
      Console.message(
        "stopped at \(trainer.task.stepNoun) \(Numbers.grouped(trainer.step)) of "
          + "\(Numbers.grouped(trainer.totalSteps)); everything is saved")
      Console.message("  go on with: \(resume)")
    }
    Apus.leave(StopSignals.exitCode)
  }

  private func announce() {
    let configuration = trainer.configuration
    let begins = trainer.step == 0
    switch style {
    case .json:
      var object = JSONObject()
      object.add("event", begins ? "begin" : "resume")
      object.add("run", trainer.folder.path)
      object.add(trainer.task.kind, configuration.task)
      object.add("seed", Int(clamping: configuration.seed))
      object.add("step", trainer.step)
      object.add("totalSteps", trainer.totalSteps)
      Console.result(object.text)
    case .quiet, .figures: return
    case .bar, .lines:
      let verb = begins ? "training" : "going on with"
      let place = begins ? "" : " at \(trainer.task.stepNoun) \(Numbers.grouped(trainer.step))"
      Console.message(
        "\(verb) \(configuration.task), seed \(configuration.seed), "
          + "\(Numbers.grouped(trainer.totalSteps)) \(trainer.task.stepNoun)s\(place) "
          + "-> \(trainer.folder.path)")
      for note in trainer.notes { Console.message("  \(note)") }
    }
  }

  private var safeguard: String {
    FileSystem.exists(trainer.folder.resume)
      ? "the last checkpoint is safe in \(trainer.folder.path)"
      : "no checkpoint was made yet in \(trainer.folder.path)"
  }
}
