import Determinism
import Foundation
import Testing

/// The bytes of a short training, the same on every machine, in debug and release.
///
/// A change that moves them on purpose (another order of operations, another default, another field of
/// the metadata) changes this number in the same commit and says why.
@Suite struct GoldenHashTests {
  private let golden = "db4aeec072dbb8e4fbcbf98d5cd48beaf24d7e52e9e0f9dd09dd873945f5f6a6"
  private let goldenOfDataset = "6487838094ec9edf3c486409e82567e9a3d7c0e4291f926d99f607f3fbaba0fa"

  /// A definition of its own, so that a better recommendation for `cartpole` moves nothing here.
  private let definition = """
    id: golden
    version: 1
    summary: The cart-pole of the golden hash.
    game: cartpole
    observation: position, velocity, angle, angular velocity
    actions: [left, right]
    rewards: 1 for every step
    termination: the pole leans too far
    timeLimit: 500
    success: survived

    """

  @Test(arguments: ["baseline", nil])
  func aShortTrainingEndsInTheseBytes(level: String?) throws {
    let folder = try TemporaryFolder()
    try folder.write("golden.yaml", definition)
    var apus = folder.apus
    if let level { apus.variables["APUS_CPU"] = level }
    let arguments = shortTraining("a", "--json").map { $0 == "cartpole" ? "golden.yaml" : $0 }
    let result = try apus.run(arguments)
    #expect(result.status == 0, "\(result.errors)")
    let last = try #require(result.lines.last)
    let object = try #require(
      try JSONSerialization.jsonObject(with: Data(last.utf8)) as? [String: Any])
    #expect(object["sha256"] as? String == golden)
  }

  /// The same for the tensors of a short training on a data set: no word of its definition is in them.
  @Test(arguments: ["baseline", nil])
  func aShortTrainingOnADataSetEndsInTheseTensors(level: String?) throws {
    let folder = try TemporaryFolder()
    var apus = folder.apus
    if let level { apus.variables["APUS_CPU"] = level }
    let settings = [
      "hiddenSizes=[16]", "activation=tanh", "batchSize=32", "optimizer=adam", "learningRate=0.01",
      "schedule=cosine", "standardize=feature", "validationFraction=0.2",
    ]
    let result = try apus.run(
      ["train", "iris", "--network", "mlp", "--run", "a", "--epochs", "20", "--quiet"]
        + settings.flatMap { ["--set", $0] })
    #expect(result.status == 0, "\(result.errors)")
    let bytes = [UInt8](try folder.bytes("a/policy.safetensors"))
    let header = bytes.prefix(8).reversed().reduce(0) { $0 << 8 | Int($1) }
    #expect(SHA256.hex(of: Array(bytes[(8 + header)...])) == goldenOfDataset)
  }
}
