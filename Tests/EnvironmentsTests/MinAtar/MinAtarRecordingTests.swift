import Documents
import Environments
import Foundation
import Testing

@Suite(.enabled(if: ReferenceRollouts.arePresent, Comment(rawValue: ReferenceRollouts.absence)))
struct MinAtarRecordingTests {
  @Test(arguments: MinAtarRecordings.ids)
  func everyRecordingIsReproducedExactly(id: String) throws {
    let report = try RecordingReader.verify(
      MinAtarRecordings.bytes(of: id), file: id, against: EnvironmentRegistry.definition(id))
    #expect(report.difference == nil)
    #expect(report.episodes >= 8)
    #expect(report.steps > 400)
  }
}

/// The recordings of MinAtar by the environment's id.
enum MinAtarRecordings {
  /// The games that are played here.
  static let ids = ["breakout", "seaquest", "space-invaders"]

  /// A whole file, unpacked.
  static func bytes(of id: String) throws -> [UInt8] {
    [UInt8](try ReferenceRollouts.data("minatar/\(id.replacing("-", with: "_")).jsonl.gz"))
  }
}
