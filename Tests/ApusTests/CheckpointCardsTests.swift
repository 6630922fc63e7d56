import Determinism
import Foundation
import Testing

/// The networks in `checkpoints/` and their cards.
@Suite struct CheckpointCardsTests {
  private static let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
    .deletingLastPathComponent().deletingLastPathComponent().appendingPathComponent("checkpoints")

  private static func text(_ name: String) throws -> String {
    try String(contentsOf: folder.appendingPathComponent(name), encoding: .utf8)
  }

  /// Name and SHA-256 of each checkpoint, as `SHA256SUMS` lists them.
  private static func sums() throws -> [(name: String, sum: String)] {
    try text("SHA256SUMS").split(separator: "\n").map { line in
      let parts = line.components(separatedBy: "  ")
      return (parts[1].replacingOccurrences(of: ".safetensors", with: ""), parts[0])
    }
  }

  /// A row of a card's table.
  private static func row(_ label: String, of card: String) -> String? {
    card.split(separator: "\n").first { $0.hasPrefix("| \(label) | ") }.map {
      String($0.dropFirst("| \(label) | ".count).dropLast(2))
    }
  }

  @Test func everyFileHasASumACardAndALineOfTheIndex() throws {
    let sums = try Self.sums()
    let files = try FileManager.default.contentsOfDirectory(atPath: Self.folder.path)
      .filter { $0.hasSuffix(".safetensors") }.sorted()
    #expect(files.count >= 10)
    #expect(files == sums.map { "\($0.name).safetensors" }.sorted())
    let index = try Self.text("README.md")
    let list = try Self.text("list.txt")
    for (name, sum) in sums {
      let path = Self.folder.appendingPathComponent("\(name).safetensors").path
      #expect(try SHA256.hex(ofFile: path) == sum, "\(name)")
      let size = try Data(contentsOf: URL(fileURLWithPath: path)).count
      #expect(size < 2_000_000, "\(name)")
      let card = try Self.text("\(name).md")
      #expect(Self.row("SHA-256", of: card) == "`\(sum)`", "\(name)")
      #expect(Self.row("size", of: card)?.hasPrefix("\(size) bytes") == true, "\(name)")
      for label in ["made by", "score", "licence of the data", "limits"] {
        #expect(Self.row(label, of: card)?.isEmpty == false, "\(name): \(label)")
      }
      let score = try #require(Self.row("score", of: card))
      #expect(index.contains("[\(name)](\(name).md) | \(score) |"), "\(name)")
      let command = try #require(Self.row("made by", of: card))
      let words = command.dropFirst("`apus ".count).dropLast().filter { $0 != "'" }
      // In a row of its own, or with the figure itself.
      #expect(card.contains("| 95 % interval |") || score.contains("["), "\(name)")
      #expect(list.contains("\(name) | \(words) |"), "\(name)")
    }
  }

  @Test(arguments: [
    "cartpole", "cartpole-heavy", "frozen-lake-4x4", "four-rooms", "maze", "keys-and-doors",
    "grid", "catch", "tic-tac-toe",
  ])
  func theCardSaysWhatEvaluateSays(name: String) throws {
    let result = try Program(folder: Self.folder.path)("evaluate", "\(name).safetensors")
    #expect(result.status == 0, "\(result.errors)")
    #expect(result.lines.first == Self.row("score", of: try Self.text("\(name).md")))
  }
}
