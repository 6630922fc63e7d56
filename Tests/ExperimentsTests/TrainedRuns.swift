import Experiments
import Testing

/// The files of a run that say what came of it.
let resultFiles = [
  "policy.safetensors", "policy-last.safetensors", "resume.safetensors", "metrics.csv",
  "events.out.tfevents.apus",
]

/// Trains to the end in a new folder.
@discardableResult
func train(_ configuration: RunConfiguration, in path: String) throws -> RunFolder {
  let folder = try RunFolder.create(at: path)
  try #require(
    try Trainer(starting: configuration, in: folder)
      .run(shouldContinue: { true }, report: { _ in }) == .finished)
  return folder
}

/// Trains in a new folder until it has been asked so often whether to go on, and stops there.
func beginTraining(
  _ configuration: RunConfiguration, in path: String, asked most: Int
) throws -> RunFolder {
  let folder = try RunFolder.create(at: path)
  var asked = 0
  try #require(
    try Trainer(starting: configuration, in: folder).run(
      shouldContinue: {
        asked += 1
        return asked <= most
      }, report: { _ in }) == .stopped)
  return folder
}

/// Expects the bytes of one uninterrupted run from runs that were stopped and resumed.
///
/// - Parameters:
///   - configuration: What is trained.
///   - pauses: How often each of the others is asked whether to go on before it stops.
///   - threads: Of the resumed runs; nil for those of the configuration.
/// - Throws: What a training or a file throws.
func expectSameBytes(
  of configuration: RunConfiguration, pausedAfter pauses: [Int], resumedWith threads: Int? = nil
) throws {
  let folder = try TemporaryFolder()
  try train(configuration, in: folder.path + "/whole")
  for pause in pauses {
    let run = try beginTraining(configuration, in: folder.path + "/\(pause)", asked: pause)
    let resumed = try Trainer(resuming: run, threads: threads)
    #expect(resumed.step > 0 || pause <= 1)
    #expect(try resumed.run(shouldContinue: { true }, report: { _ in }) == .finished)
    for file in resultFiles {
      #expect(
        try folder.bytes("whole/\(file)") == folder.bytes("\(pause)/\(file)"),
        "\(file) after a pause at \(pause)")
    }
  }
}
