import Foundation
import Testing

@Suite(.serialized) struct ErrorTests {
  /// Runs, and expects a refusal in at most two lines on standard error that contain `words`.
  private func expectRefusal(
    _ folder: TemporaryFolder, _ words: [String], _ arguments: [String],
    variables: [String: String?] = [:]
  ) throws {
    var apus = folder.apus
    apus.variables.merge(variables) { $1 }
    let result = try apus.run(arguments)
    let call = arguments.joined(separator: " ")
    #expect(result.status == 1, "\(call): \(result.status)")
    #expect(result.output.isEmpty, "\(call): \(result.output)")
    #expect(result.errors.split(separator: "\n").count <= 2, "\(call): \(result.errors)")
    #expect(result.errors.hasPrefix("apus: "), "\(call): \(result.errors)")
    for word in words { #expect(result.errors.contains(word), "\(call): \(result.errors)") }
  }

  @Test(arguments: [
    (["unknown task 'cartpol'", "did you mean 'cartpole'?"], ["train", "cartpol"]),
    (["unknown task 'mnits'", "did you mean 'mnist'?"], ["train", "mnits"]),
    (
      ["unknown task 'Iriss'", "did you mean 'iris'?"],
      ["finetune", "--from", "x", "--on", "Iriss"]
    ),
    (["which task?", "apus environments", "apus datasets"], ["train"]),
    (["--network is for data sets", "hiddenSizes"], ["train", "cartpole", "--network", "cnn"]),
    (["unknown network 'cnm'", "did you mean 'cnn'?"], ["train", "mnist", "--network", "cnm"]),
    (["--epochs counts passes", "--steps"], ["train", "cartpole", "--epochs", "3"]),
    (["--steps counts steps", "--epochs"], ["train", "iris", "--steps", "3"]),
    (["--epochs: expected", "got 0"], ["train", "iris", "--epochs", "0"]),
    (
      ["--epsilon says how often a policy is not followed"],
      ["datasets", "record", "catch", "--epsilon", "0.5", "--out", "t.safetensors"]
    ),
    (["learns from recorded transitions"], ["train", "catch", "--agent", "cql"]),
    (["needs a list of all states"], ["train", "cartpole", "--agent", "value-iteration"]),
    (
      ["munchausen (true) does not go with distribution (c51)"],
      ["train", "cartpole", "--set", "distribution=c51", "--set", "munchausen=true"]
    ),
    (["unknown algorithm 'pqm'", "did you mean 'pqn'?"], ["train", "catch", "--agent", "pqm"]),
    (["--data is for data sets"], ["train", "cartpole", "--data", "x"]),
    (
      ["unknown key 'learningrate'", "did you mean 'learningRate'?"],
      ["train", "iris", "--set", "learningrate=1"]
    ),
    (
      ["unknown key 'learningrate'", "did you mean 'learningRate'?"],
      ["train", "cartpole", "--set", "learningrate=1"]
    ),
    (["expected key=value", "learningRate"], ["train", "cartpole", "--set", "learningRate"]),
    (["learningRate", "found 'fast'"], ["train", "cartpole", "--set", "learningRate=fast"]),
    (["batchSize", "found '0'"], ["train", "cartpole", "--set", "batchSize=0"]),
    (["--threads: expected", "got 0"], ["train", "cartpole", "--threads", "0"]),
    (["--steps: expected", "got -5"], ["train", "cartpole", "--steps", "-5"]),
    (["--seed: expected", "got -1"], ["train", "cartpole", "--seed", "-1"]),
    (["--seeds: expected seeds"], ["train", "cartpole", "--seeds", "5-1"]),
    (["--seeds: a seed comes twice"], ["train", "cartpole", "--seeds", "1-3,2"]),
    (
      ["--seed and --seeds exclude each other"],
      ["train", "cartpole", "--seed", "1", "--seeds", "1-3"]
    ),
    (["--jobs: expected", "got 0"], ["train", "cartpole", "--seeds", "1-3", "--jobs", "0"]),
    (["--jobs is for several runs", "--seeds"], ["train", "cartpole", "--jobs", "2"]),
    (["there are no runs 'nowhere/*'"], ["train", "--resume", "nowhere/*"]),
    (["there are no runs 'nowhere'", "pattern"], ["runs", "compare", "nowhere"]),
    (["there is no such run folder"], ["runs", "show", "nowhere"]),
    (["resumed runs keep their seeds"], ["train", "--resume", "x*", "--seeds", "1-3"]),
    (["there is no such run folder or checkpoint"], ["evaluate", "nowhere"]),
    (["--episodes: expected", "got 0"], ["evaluate", "nowhere", "--episodes", "0"]),
    (["there is no such run folder or checkpoint"], ["watch", "nowhere", "--terminal"]),
    (["--speed: expected"], ["watch", "nowhere", "--speed", "0"]),
    (
      ["there is no such run folder or checkpoint"],
      ["finetune", "--from", "x", "--on", "cartpole"]
    ),
    (
      ["--seeds: expected seeds"],
      ["finetune", "--from", "x", "--on", "cartpole", "--seeds", "5-1"]
    ),
    (["unknown environment 'maize'", "did you mean 'maze'?"], ["environments", "show", "maize"]),
    (["cannot be solved exactly"], ["environments", "solve", "cartpole"]),
    (["unknown benchmark 'matmull'", "did you mean 'matmul'?"], ["benchmark", "matmull"]),
  ])
  func aMistakeIsAnsweredInTwoLines(words: [String], arguments: [String]) throws {
    try expectRefusal(try TemporaryFolder(), words, arguments)
  }

  @Test func usageErrorsNameTheOptionAndHelp() throws {
    let folder = try TemporaryFolder()
    let result = try folder.apus("train", "cartpole", "--stepps", "5")
    #expect(result.status == 64)
    #expect(result.errors.contains("--stepps"))
    #expect(try folder.apus("trian").status == 64)
  }

  @Test func aFolderThatHoldsSomethingIsNotTrainedInto() throws {
    let folder = try TemporaryFolder()
    #expect(try folder.apus.run(shortTraining("a", "--quiet")).status == 0)
    try expectRefusal(folder, ["holds a run already", "--resume a"], shortTraining("a"))
    try folder.write("b", "a file")
    try expectRefusal(folder, ["b", "not a folder"], shortTraining("b"))
  }

  @Test func aFolderThatCannotBeWrittenIsNamed() throws {
    let folder = try TemporaryFolder()
    // Root may write anywhere but in /proc.
    try expectRefusal(folder, ["/proc/apus"], shortTraining("/proc/apus"))
  }

  @Test func aTrainingThatDivergesSaysSo() throws {
    let folder = try TemporaryFolder()
    let result = try folder.apus.run(
      shortTraining(
        "a", "--quiet", "--set", "learningRate=1e30", "--set", "gradientClip=0", "--set", "loss=mse"
      ))
    #expect(result.status == 1)
    #expect(result.errors.contains("the training diverged at step"), "\(result.errors)")
    #expect(result.errors.contains("learningRate"))
    #expect(result.errors.split(separator: "\n").count <= 2)
  }

  @Test func anUnknownProcessorLevelIsRefused() throws {
    try expectRefusal(
      try TemporaryFolder(), ["APUS_CPU"], shortTraining("a"), variables: ["APUS_CPU": "v9"])
  }

  @Test func aFaultyDefinitionIsRefusedWithFileAndLine() throws {
    let folder = try TemporaryFolder()
    let rooms = try folder.apus("environments", "show", "four-rooms", "--yaml").output
    try folder.write("good.yaml", rooms)
    #expect(try folder.apus("environments", "check", "good.yaml").status == 0)
    func refused(_ words: [String], _ from: String, _ to: String) throws {
      #expect(rooms.contains(from), "the definition has no '\(from)'")
      let range = try #require(rooms.range(of: from))
      try folder.write("bad.yaml", rooms.replacingCharacters(in: range, with: to))
      try expectRefusal(folder, ["bad.yaml:"] + words, ["environments", "check", "bad.yaml"])
      try expectRefusal(folder, ["bad.yaml:"] + words, ["train", "bad.yaml"])
    }
    try refused(["unknown key 'verzion'", "did you mean 'version'?"], "version:", "verzion:")
    try refused(["learningrate"], "agent:\n", "agent:\n  learningrate: 1\n")
  }

  @Test func aFullDiskStopsTheTrainingAndLosesNothing() throws {
    let folder = try TemporaryFolder()
    let disk = "\(folder.path)/disk"
    try FileManager.default.createDirectory(atPath: disk, withIntermediateDirectories: true)
    guard shell("mount -t tmpfs -o size=400k apus-test '\(disk)'") else {
      print("skipped: this user may not mount a small disk")
      return
    }
    defer { _ = shell("umount '\(disk)'") }
    var arguments = shortTraining("disk/a", "--quiet")
    arguments += ["--set", "bufferCapacity=100000", "--steps", "40000"]
    let result = try folder.apus.run(arguments)
    #expect(result.status == 1)
    #expect(result.errors.contains("the disk is full"), "\(result.errors)")
    #expect(result.errors.split(separator: "\n").count <= 2)
    // The checkpoint before is whole: with more room the run goes on.
    #expect(shell("mount -o remount,size=40m '\(disk)'"))
    let resumed = try folder.apus("train", "--resume", "disk/a", "--json")
    #expect(resumed.status == 0, "\(resumed.errors)")
    #expect(resumed.lines.first?.contains("\"event\":\"resume\"") == true)
  }

  private func shell(_ command: String) -> Bool {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/bin/sh")
    process.arguments = ["-c", command]
    process.standardError = FileHandle.nullDevice
    guard (try? process.run()) != nil else { return false }
    process.waitUntilExit()
    return process.terminationStatus == 0
  }
}
