import Agents
import Foundation
import Testing

@Suite struct DocumentationTests {
  /// Documentation/DQN.md has a row "| `key` | default | summary |" for each field, as it is here.
  @Test func thePageOfDQNListsEveryFieldWithItsDefault() throws {
    let page = URL(filePath: #filePath).deletingLastPathComponent()
      .appending(path: "../../Documentation/DQN.md").standardizedFileURL
    let text = try String(contentsOf: page, encoding: .utf8)
    for field in DQNConfiguration.fields.fields {
      let row = "| `\(field.key)` | \(field.text(of: DQNConfiguration())) | \(field.summary) |"
      #expect(text.contains(row), "expected the row \(row)")
    }
  }
}
