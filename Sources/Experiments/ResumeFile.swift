import Documents
import NeuralNetworks

/// `resume.safetensors`: the whole state of a training at a checkpoint.
///
/// Tensors: those of the learner's checkpoint and of a transfer. Metadata: format and version, the configuration, the step,
/// the scores of the best policy, and how far `metrics.csv` and the event file had grown.
struct ResumeFile {
  /// Version of the layout; raised when an older file cannot be read any more.
  static let formatVersion = 1

  let file: SafeTensors
  let step: Int
  let metrics: AppendableFile.Mark
  let events: AppendableFile.Mark
  let bestEvaluation: String?

  /// Reads the resume file of a run.
  init(reading folder: RunFolder, _ configuration: RunConfiguration) throws {
    let path = folder.resume
    file = try SafeTensors.read(contentsOf: path)
    let metadata = file.metadata
    func text(_ key: String) throws -> String {
      guard let value = metadata[key] else {
        throw InputError(
          "is not a resume file of apus: its metadata has no '\(key)'", file: path,
          remedy: "restore the file, or train anew")
      }
      return value
    }
    guard try text("format") == "apus-resume" else {
      throw InputError("is not a resume file of apus", file: path)
    }
    let version = try text("formatVersion")
    guard version == "\(Self.formatVersion)" else {
      throw InputError(
        "is of resume format \(shown(version)); this version of apus reads format "
          + "\(Self.formatVersion)", file: path,
        remedy: "resume it with the version of apus that began it, or train anew")
    }
    guard try text("configuration") == configuration.resultYAML,
      try text("definition") == configuration.definition
    else {
      throw InputError(
        "was changed since the run began", file: folder.configuration,
        remedy: "undo the change; a different configuration needs a run of its own")
    }
    guard let step = Int(try text("step")),
      let metrics = AppendableFile.Mark(text: try text("metrics")),
      let events = AppendableFile.Mark(text: try text("events"))
    else { throw InputError("has damaged metadata", file: path, remedy: "train anew") }
    self.step = step
    self.metrics = metrics
    self.events = events
    bestEvaluation = metadata["bestEvaluation"]
  }

  /// Puts the learner, and what a transfer keeps, where it was.
  func restore(
    _ learner: any TaskLearner, _ transfer: inout BegunTransfer?, _ folder: RunFolder
  ) throws {
    do {
      try learner.restore(file, bestEvaluation: bestEvaluation)
      try transfer?.adaptations.restore(file)
    } catch let error as InputError {
      throw InputError(
        error.message, file: error.file ?? folder.resume, line: error.line,
        remedy: error.remedy ?? "restore the file, or train anew")
    }
    guard learner.step == step else {
      throw InputError(
        "is damaged: its metadata says step \(step), its counters \(learner.step)",
        file: folder.resume, remedy: "restore the file, or train anew")
    }
  }

  /// Replaces the resume file of a run in one step.
  static func write(
    to folder: RunFolder, _ configuration: RunConfiguration, _ learner: any TaskLearner,
    _ transfer: BegunTransfer?, metrics: AppendableFile.Mark, events: AppendableFile.Mark
  ) throws {
    var file = try learner.checkpoint()
    transfer?.adaptations.write(to: &file)
    file.metadata = [
      "format": "apus-resume", "formatVersion": "\(formatVersion)",
      "configuration": configuration.resultYAML, "definition": configuration.definition,
      "step": "\(learner.step)", "metrics": metrics.text, "events": events.text,
    ]
    if let best = learner.bestEvaluation { file.metadata["bestEvaluation"] = best }
    try file.write(to: folder.resume)
  }
}
