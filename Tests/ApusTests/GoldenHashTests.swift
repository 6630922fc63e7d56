import Foundation
import Testing

/// The bytes of a short training, the same on every machine, in debug and release.
///
/// A change that moves them on purpose (another order of operations, another default, another field of
/// the metadata) changes this number in the same commit and says why.
@Suite struct GoldenHashTests {
  private let golden = "b06bf9533b2035237dd048a04336dcd2c723571f6176c9ef36860196c14d2cb8"

  @Test(arguments: ["baseline", nil])
  func aShortTrainingEndsInTheseBytes(level: String?) throws {
    let folder = try TemporaryFolder()
    var apus = folder.apus
    if let level { apus.variables["APUS_CPU"] = level }
    let result = try apus.run(shortTraining("a", "--json"))
    #expect(result.status == 0, "\(result.errors)")
    let last = try #require(result.lines.last)
    let object = try #require(
      try JSONSerialization.jsonObject(with: Data(last.utf8)) as? [String: Any])
    #expect(object["sha256"] as? String == golden)
  }
}
