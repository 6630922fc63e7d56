import Foundation
import Testing
import Transfer

/// `Documentation/TransferPlans.md` names every field of a plan, with its default.
@Suite struct TransferPlansPageTests {
  @Test func everyFieldStandsInTheTableWithItsDefault() throws {
    let page = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
      .appendingPathComponent("../../Documentation/TransferPlans.md")
    let rows = try String(contentsOf: page, encoding: .utf8).split(separator: "\n")
      .map { $0.split(separator: "|").map { $0.trimmingCharacters(in: .whitespaces) } }
    for field in TransferRules.fields.fields {
      let row = try #require(rows.first { $0.first == "`\(field.key)`" }, "\(field.key)")
      let written = row[2].replacingOccurrences(of: "`", with: "")
      #expect(written == field.yaml(of: TransferRules()), "\(field.key)")
    }
  }
}
