import Foundation
import Testing

/// Data sets as tasks: the same run folder, promises and commands as environments have.
@Suite(.serialized) struct DatasetTaskTests {
  private let compared = [
    "policy.safetensors", "policy-last.safetensors", "resume.safetensors", "metrics.csv",
    "events.out.tfevents.apus",
  ]

  private func expectSameBytes(_ folder: TemporaryFolder, _ one: String, _ other: String) throws {
    for name in compared {
      #expect(
        try folder.bytes("\(one)/\(name)") == folder.bytes("\(other)/\(name)"),
        "\(name) of \(other) differs from that of \(one)")
    }
  }

  private func object(_ line: String) throws -> [String: Any] {
    try #require(try JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any])
  }

  @Test func aTrainingLeavesItsFilesAndSaysWhatItReached() throws {
    let folder = try TemporaryFolder()
    let result = try folder.apus("train", "iris")
    #expect(result.status == 0, "\(result.errors)")
    let run = "runs/iris-linear-s1-1"
    for name in compared + ["configuration.yaml", "timing.csv"] {
      #expect(try !folder.bytes("\(run)/\(name)").isEmpty, "\(name)")
    }
    #expect(result.output.contains("on 30 test examples"))
    #expect(result.output.contains("apus evaluate \(run)"))
    let rows = try folder.text("\(run)/metrics.csv").split(separator: "\n")
      .map { $0.split(separator: ",", omittingEmptySubsequences: false) }
    #expect(rows[0].first == "update" && rows[0].last == "testAccuracy")
    #expect(rows.allSatisfy { $0.count == rows[0].count })
    let epochs = rows.dropFirst().filter { !$0[8].isEmpty }.map { Int($0[1]) }
    #expect(epochs == Array(1...100))
    let accuracy = try #require(Double(rows.last?[8] ?? ""))
    #expect(accuracy > 0.9)
    let listed = try folder.apus("runs")
    #expect(listed.output.contains("100/100 epochs  finished  accuracy"), "\(listed.output)")
    let json = try object(try folder.apus("runs", "--json").output)
    #expect(json["dataset"] as? String == "iris" && json["totalEpochs"] as? Int == 100)
  }

  @Test func killedAtRandomMomentsAndResumedItEndsInTheSameBytes() throws {
    let folder = try TemporaryFolder()
    let begin = Date()
    #expect(try folder.apus.run(datasetTraining("whole", "--quiet")).status == 0)
    let seconds = Date().timeIntervalSince(begin)
    var kills = 0
    for attempt in 0..<3 {
      let run = "killed-\(attempt)"
      var process = try folder.apus.start(datasetTraining(run, "--quiet"))
      for _ in 0..<4 {
        Thread.sleep(forTimeInterval: Double.random(in: 0.2..<0.5) * seconds)
        guard process.isRunning else { break }
        kill(process.processIdentifier, SIGKILL)
        process.waitUntilExit()
        kills += 1
        process = try folder.apus.start(
          FileManager.default.fileExists(atPath: "\(folder.path)/\(run)/configuration.yaml")
            ? ["train", "--resume", run, "--quiet", "--threads", "2"]
            : datasetTraining(run, "--quiet"))
      }
      process.waitUntilExit()
      try expectSameBytes(folder, "whole", run)
    }
    #expect(kills >= 3, "only \(kills) kills came before the end")
  }

  @Test func interruptedItSavesAndGoesOnWithTheSameBytes() throws {
    let folder = try TemporaryFolder()
    #expect(try folder.apus.run(datasetTraining("whole", "--quiet", "--epochs", "40")).status == 0)
    try folder.write("errors", "")
    let process = try folder.apus.start(
      datasetTraining("stopped", "--epochs", "40"), errors: "\(folder.path)/errors")
    let metrics = "\(folder.path)/stopped/metrics.csv"
    while process.isRunning,
      (try? String(contentsOfFile: metrics, encoding: .utf8))?.split(separator: "\n").count ?? 0 < 3
    { Thread.sleep(forTimeInterval: 0.001) }
    kill(process.processIdentifier, SIGINT)
    process.waitUntilExit()
    #expect(process.terminationStatus == 130)
    let errors = try folder.text("errors")
    #expect(errors.contains("stopped at update"), "\(errors)")
    #expect(errors.contains("apus train --resume stopped"), "\(errors)")
    let resumed = try folder.apus("train", "--resume", "stopped", "--json")
    #expect(resumed.status == 0, "\(resumed.errors)")
    #expect(try object(resumed.lines[0])["dataset"] as? String == "digits")
    try expectSameBytes(folder, "whole", "stopped")
  }

  @Test func threadsAndProcessorLevelChangeNoByte() throws {
    let folder = try TemporaryFolder()
    #expect(try folder.apus.run(datasetTraining("one", "--quiet")).status == 0)
    #expect(try folder.apus.run(datasetTraining("two", "--quiet", "--threads", "2")).status == 0)
    try expectSameBytes(folder, "one", "two")
    var baseline = folder.apus
    baseline.variables["APUS_CPU"] = "baseline"
    #expect(try baseline.run(datasetTraining("baseline", "--quiet")).status == 0)
    try expectSameBytes(folder, "one", "baseline")
    #expect(try folder.apus.run(datasetTraining("other", "--quiet", "--seed", "2")).status == 0)
    #expect(try folder.bytes("one/policy.safetensors") != folder.bytes("other/policy.safetensors"))
  }

  @Test func evaluateCountsWhatWasTakenForWhat() throws {
    let folder = try TemporaryFolder()
    let trained = try folder.apus.run(datasetTraining("a", "--json"))
    let summary = try object(try #require(trained.lines.last))
    let result = try object(try folder.apus("evaluate", "a", "--json").output)
    #expect(result["accuracy"] as? Double == summary["accuracy"] as? Double)
    #expect(result["loss"] as? Double == summary["loss"] as? Double)
    let confusion = try #require(result["confusion"] as? [[Int]])
    let examples = try #require(result["examples"] as? Int)
    #expect(confusion.joined().reduce(0, +) == examples)
    let right = confusion.indices.reduce(0) { $0 + confusion[$1][$1] }
    let accuracy = try #require(result["accuracy"] as? Double)
    #expect(abs(accuracy - Double(right) / Double(examples)) < 1e-12)
    let classes = try #require(result["classes"] as? [[String: Any]])
    #expect(classes.map { $0["class"] as? String } == (0..<10).map { "\($0)" })
    #expect(classes[3]["examples"] as? Int == confusion[3].reduce(0, +))
    let tables = try folder.apus("evaluate", "a/policy-last.safetensors")
    for word in ["confusion", "precision", "recall", "F1", "accuracy"] {
      #expect(tables.output.contains(word), "\(tables.output)")
    }
  }

  @Test func aNetworkIsCarriedOverAndItsHeadBeginsAnewWhereClassesDiffer() throws {
    let folder = try TemporaryFolder()
    #expect(try folder.apus("train", "iris", "--network", "mlp", "--run", "a").status == 0)
    let same = try folder.apus(
      "finetune", "--from", "a", "--on", "iris", "--epochs", "5", "--freeze", "0.*", "--seeds",
      "1-2", "--json")
    #expect(same.status == 0, "\(same.errors)")
    let transfer = try object(try #require(same.lines.first { $0.contains("\"transfer\"") }))
    #expect((transfer["loaded"] as? [String])?.count == 4)
    #expect(transfer["frozen"] as? [String] == ["0.weight", "0.bias"])
    let last = try object(try #require(same.lines.last))
    #expect(last["dataset"] as? String == "iris")
    let seeds = try #require(last["seeds"] as? [[String: Any]])
    #expect(seeds.count == 2)
    #expect((seeds[0]["jumpstart"] as? Double ?? 0) > 0.1)
    let run = try #require(seeds[0]["run"] as? String)
    #expect(run == "runs/iris-mlp-finetuned-s1-1")
    // Its first weights are still the source's: frozen, and so told in the files.
    #expect(try folder.text("\(run)/configuration.yaml").contains("freeze: [\"0.*\"]"))
  }

  @Test func kindsOfTasksAreNotMixedUp() throws {
    let folder = try TemporaryFolder()
    #expect(try folder.apus("train", "iris", "--run", "a", "--quiet").status == 0)
    #expect(try folder.apus.run(shortTraining("b", "--quiet")).status == 0)
    func refused(_ words: [String], _ arguments: String...) throws {
      let result = try folder.apus.run(arguments)
      #expect(result.status == 1 && result.output.isEmpty, "\(arguments)")
      #expect(result.errors.split(separator: "\n").count <= 2)
      for word in words { #expect(result.errors.contains(word), "\(result.errors)") }
    }
    try refused(["nothing to watch", "apus evaluate a"], "watch", "a", "--terminal")
    try refused(["--episodes and --seed are for environments"], "evaluate", "a", "--episodes", "5")
    try refused(["--data is for data sets"], "evaluate", "b", "--data", "x")
    try refused(["does not fit the environment"], "finetune", "--from", "a", "--on", "cartpole")
    try refused(["does not fit the data set"], "finetune", "--from", "b", "--on", "iris")
    try refused(["is finished: 400 of 400 updates"], "train", "--resume", "a")
    try refused(["keeps its task"], "train", "--resume", "a", "--epochs", "500")
  }

  @Test func missingAndBrokenDataAreNamed() throws {
    let folder = try TemporaryFolder()
    func refused(_ words: [String], _ arguments: String...) throws {
      let result = try folder.apus.run(arguments)
      #expect(result.status == 1 && result.output.isEmpty, "\(arguments)")
      #expect(result.errors.split(separator: "\n").count <= 2, "\(result.errors)")
      for word in words { #expect(result.errors.contains(word), "\(result.errors)") }
    }
    try refused(["does not come with the program", "--data DIR", "APUS_DATA"], "train", "mnist")
    try refused(["there is no train-images"], "train", "mnist", "--data", "nowhere")
    try refused(["did you mean 'mnist'?"], "datasets", "show", "mnits")
    try refused(["there is no train-images"], "datasets", "check", "mnist", "--data", "nowhere")
    // Nothing that looks like a run is left behind.
    let runs = (try? FileManager.default.contentsOfDirectory(atPath: "\(folder.path)/runs")) ?? []
    #expect(runs.isEmpty, "\(runs)")
    for part in ["train", "t10k"] {
      for name in ["images-idx3", "labels-idx1"] {
        try folder.write("\(part)-\(name)-ubyte.gz", "\u{1F}\u{8B} no gzip at all")
      }
    }
    try refused(["train-images-idx3-ubyte.gz"], "train", "mnist", "--data", ".")
    try folder.write("iris.csv", "a,b,c,d,target\n1,2,3,4,0\n1,2,x,4,1\n")
    try refused(["iris.csv:3"], "train", "iris", "--data", ".")
  }

  @Test func otherDataThanAtTheBeginningAreRefused() throws {
    let folder = try TemporaryFolder()
    let process = try folder.apus.start(
      ["train", "iris", "--run", "a", "--quiet", "--epochs", "200000"])
    while process.isRunning,
      !FileManager.default.fileExists(atPath: "\(folder.path)/a/resume.safetensors")
    { Thread.sleep(forTimeInterval: 0.005) }
    kill(process.processIdentifier, SIGKILL)
    process.waitUntilExit()
    let source = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
      .appendingPathComponent("../../datasets/iris.csv")
    let table = try String(contentsOf: source, encoding: .utf8)
    try folder.write("iris.csv", table.replacingOccurrences(of: "5.1", with: "5.2"))
    let result = try folder.apus("train", "--resume", "a", "--data", ".")
    #expect(result.status == 1)
    #expect(result.errors.contains("other examples"), "\(result.errors)")
  }

  @Test func theConfigurationIsShownAndEveryFieldOfItCanBeSet() throws {
    let folder = try TemporaryFolder()
    let shown = try folder.apus("train", "digits", "--network", "mlp", "--show-configuration").lines
    #expect(shown.contains("dataset: digits") && shown.contains("  network: mlp"))
    let settings = try #require(shown.firstIndex(of: "training:")).advanced(by: 1)
    let fields = shown[settings...].map {
      $0.dropFirst(2).replacingOccurrences(of: ": ", with: "=")
        .replacingOccurrences(of: "\"", with: "")
    }
    let again = try folder.apus.run(
      ["train", "digits", "--show-configuration"] + fields.flatMap { ["--set", $0] })
    #expect(again.lines == shown)
    let epochs = try folder.apus("train", "digits", "--epochs", "7", "--show-configuration").lines
    #expect(epochs.contains("  epochs: 7"))
  }

  @Test func dataSetsAreListedShownAndChecked() throws {
    let folder = try TemporaryFolder()
    let list = try folder.apus("datasets")
    #expect(list.lines.contains { $0.hasPrefix("mnist ") })
    #expect(list.lines.contains { $0.hasPrefix("diabetes ") })
    for line in try folder.apus("datasets", "list", "--json").lines {
      let entry = try object(line)
      #expect(entry["id"] != nil && entry["training"] != nil && entry["test"] != nil)
    }
    let shown = try folder.apus("datasets", "show", "iris")
    for word in ["Examples", "setosa", "Licence", "apus train iris"] {
      #expect(shown.output.contains(word), "\(shown.output)")
    }
    #expect(try folder.apus("datasets", "show", "iris", "--yaml").output.contains("id: iris"))
    let checked = try folder.apus("datasets", "check", "iris")
    #expect(checked.output.contains("iris, version 1, is sound: 120 examples"))
  }
}
