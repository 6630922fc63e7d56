import Experiments
import Foundation
import NeuralNetworks
import TensorCore
import Testing

/// The plan of a transfer on the command line: its file, its flags, the dry run, another library's files.
@Suite(.serialized) struct PlanOptionsTests {
  private let settings = [
    "trainInterval=4", "updatesPerInterval=1", "learningStarts=200", "batchSize=32",
    "bufferCapacity=1500", "epsilonSteps=500", "evaluationInterval=500", "evaluationEpisodes=8",
  ].flatMap { ["--set", $0] }

  private func finetune(_ folder: TemporaryFolder, _ arguments: String...) throws -> Program.Result
  {
    try folder.apus.run(["finetune"] + arguments)
  }

  private func source() throws -> TemporaryFolder {
    let folder = try TemporaryFolder()
    #expect(try folder.apus.run(shortTraining("source", "--quiet")).status == 0)
    return folder
  }

  private func object(_ result: Program.Result) throws -> [String: Any] {
    let line = try #require(result.lines.first, "\(result.errors)")
    return try #require(try JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any])
  }

  @Test func aDryRunShowsEveryTensorAndMakesNoFolder() throws {
    let folder = try source()
    let result = try finetune(
      folder, "--from", "source", "--on", "four-rooms", "--dry-run", "--fit", "0.weight=overlap",
      "--fit", "head.*=names", "--freeze", "2.*", "--thaw-after", "500", "--layer-decay", "0.5")
    #expect(result.status == 0, "\(result.errors)")
    for line in [
      "0.weight  [32, 104]  adapted: overlap [32, 4] of [32, 4]   trained at 0.25 of the rate",
      "0.bias    [32]       loaded                                trained at 0.25 of the rate",
      "2.weight  [32, 32]   loaded                                frozen until 500",
      "4.weight  [4, 32]    adapted: 2 of 4 by name: right, left  trained",
      "trainable  3,492 of 4,548 parameters (76.8 %) at the start, 4,548 of 4,548 parameters",
    ] { #expect(result.output.contains(line), "\(line)\n\(result.output)") }
    #expect(!FileManager.default.fileExists(atPath: folder.path + "/runs"))
  }

  @Test func aPlanFileAndFlagsComeTogetherInTheConfiguration() throws {
    let folder = try source()
    try folder.write(
      "plan.yaml", "lora: ['body.*']\nloraRank: 8\nlearningRateFactors:\n  - 'head.*=2.0'\n")
    let dry = try finetune(
      folder, "--from", "source", "--on", "cartpole-heavy", "--dry-run", "--json", "--plan",
      "plan.yaml", "--lora-rank", "2")
    let plan = try object(dry)
    let tensors = try #require(plan["tensors"] as? [[String: Any]])
    #expect(
      tensors.map { $0["learning"] as? String } == [
        "lowRank", "frozen", "lowRank", "frozen", "trained", "trained",
      ])
    #expect(tensors[0]["rank"] as? Int == 2 && tensors[4]["factor"] as? Double == 2)
    #expect(plan["trainable"] as? Int == 2 * (32 + 4) + 2 * (32 + 32) + 2 * 32 + 2)
    let result = try folder.apus.run(
      [
        "finetune", "--from", "source", "--on", "cartpole-heavy", "--steps", "1000", "--plan",
        "plan.yaml", "--lora-rank", "2", "--quiet",
      ] + settings)
    #expect(result.status == 0, "\(result.errors)")
    let text = try folder.text("runs/cartpole-heavy-dqn-finetuned-s1-1/configuration.yaml")
    for line in ["lora: [\"body.*\"]", "loraRank: 2", "learningRateFactors: [\"head.*=2.0\"]"] {
      #expect(text.contains("  \(line)\n"), "\(line)\n\(text)")
    }
  }

  @Test func aFaultyPlanFileIsRefusedWithItsLine() throws {
    let folder = try source()
    try folder.write("plan.yaml", "take: ['*']\nfreeez: ['body.*']\n")
    let result = try finetune(
      folder, "--from", "source", "--on", "cartpole-heavy", "--plan", "plan.yaml")
    #expect(result.status == 1)
    #expect(result.errors.contains("plan.yaml:2:") && result.errors.contains("'freeze'?"))
    #expect(!FileManager.default.fileExists(atPath: folder.path + "/runs"))
  }

  /// Writes what PyTorch's safetensors would of a network 4-32-2, in several types.
  private func foreign(_ folder: TemporaryFolder, bias: Float = 0.5) throws {
    var file = SafeTensors()
    file.metadata["format"] = "pt"
    let half = [UInt8](repeating: 0, count: 2 * 32 * 4).indices.map {
      $0 % 2 == 0 ? 0 : UInt8(0x38)
    }
    file.append("features.0.weight", type: .f16, shape: [32, 4], bytes: half)
    file.append("features.0.bias", Tensor.full([32], bias))
    file.append("head.kernel", Tensor((0..<64).map { Float($0) }, shape: [32, 2]))
    file.append("head.bias", type: .f64, shape: [2], bytes: [UInt8](repeating: 0, count: 16))
    file.append("norm.num_batches_tracked", integers: [3])
    try file.write(to: folder.path + "/torch.safetensors")
  }

  private let mapping = [
    "--map", "features.*=*", "--map", "head.kernel=2.weight", "--map", "head.*=2.*", "--transpose",
    "*.kernel", "--set", "hiddenSizes=[32]",
  ]

  @Test func anotherLibrarysFileLoadsWithAMappingOfNames() throws {
    let folder = try TemporaryFolder()
    try foreign(folder)
    let before = try folder.bytes("torch.safetensors")
    let dry = try object(
      try folder.apus.run(
        ["finetune", "--from", "torch.safetensors", "--on", "cartpole", "--dry-run", "--json"]
          + mapping))
    let tensors = try #require(dry["tensors"] as? [[String: Any]])
    #expect(tensors.allSatisfy { $0["values"] as? String == "loaded" }, "\(tensors)")
    let ignored = try #require(dry["ignored"] as? [[String: Any]])
    #expect((ignored.first?["reason"] as? String)?.contains("I64") == true)
    let result = try folder.apus.run(
      [
        "finetune", "--from", "torch.safetensors", "--on", "cartpole", "--steps", "600",
        "--freeze", "body.*", "--quiet",
      ] + settings + mapping)
    #expect(result.status == 0, "\(result.errors)")
    let policy = try SafeTensors.read(
      contentsOf: folder.path + "/runs/cartpole-dqn-finetuned-s1-1/policy.safetensors")
    #expect(try policy.tensor("0.weight").scalars.allSatisfy { $0 == 0.5 })
    #expect(try folder.bytes("torch.safetensors") == before)
  }

  @Test func aSourceThatDoesNotFitIsExplainedTensorByTensorAndNothingIsMade() throws {
    let folder = try TemporaryFolder()
    try foreign(folder)
    func refusal(_ arguments: String...) throws -> String {
      let result = try folder.apus.run(
        ["finetune", "--from", "torch.safetensors", "--on", "cartpole"] + arguments)
      #expect(result.status == 1)
      #expect(!FileManager.default.fileExists(atPath: folder.path + "/runs"))
      return result.errors
    }
    let names = try refusal("--set", "hiddenSizes=[32]")
    #expect(names.contains("0.weight [32, 4]: not in the source"))
    #expect(names.contains("features.0.weight [32, 4]") && names.contains("--map"))
    let shapes = try refusal("--map", "features.*=*", "--set", "hiddenSizes=[16]")
    #expect(shapes.contains("0.weight [16, 4]: [16, 4] here, [32, 4] in the source"))
    try foreign(folder, bias: .nan)
    let values = try refusal("--map", "features.*=*", "--set", "hiddenSizes=[32]")
    #expect(values.contains("features.0.bias") && values.contains("not finite"))
    let bytes = try folder.bytes("torch.safetensors")
    try bytes.prefix(bytes.count - 8).write(
      to: URL(fileURLWithPath: folder.path + "/torch.safetensors"))
    #expect(try refusal().contains("is not a sound safetensors file"))
  }

  @Test(.enabled(if: PeerReadersTests.python != nil, "APUS_PYTHON is not set"))
  func whatPyTorchWroteLoadsWithTheSameNumbers() throws {
    let folder = try TemporaryFolder()
    let script = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
      .appendingPathComponent("Reference/torch_file.py").path
    let process = Process()
    process.executableURL = URL(fileURLWithPath: try #require(PeerReadersTests.python))
    process.arguments = [script, folder.path]
    let output = Pipe()
    process.standardOutput = output
    try process.run()
    let data = output.fileHandleForReading.readDataToEndOfFile()
    process.waitUntilExit()
    let numbers = try #require(try JSONSerialization.jsonObject(with: data) as? [String: [Double]])
    let result = try folder.apus.run(
      [
        "finetune", "--from", "torch.safetensors", "--on", "cartpole", "--steps", "600", "--map",
        "net.*=*", "--set", "hiddenSizes=[32]", "--freeze", "body.*", "--quiet",
      ] + settings)
    #expect(result.status == 0, "\(result.errors)")
    let policy = try SafeTensors.read(
      contentsOf: folder.path + "/runs/cartpole-dqn-finetuned-s1-1/policy.safetensors")
    for (name, expected) in numbers {
      #expect(try policy.tensor(name).scalars.prefix(8).map { Double($0) } == expected, "\(name)")
    }
  }
}
