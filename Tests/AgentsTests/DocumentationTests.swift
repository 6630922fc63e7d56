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

  /// The same of the pages of the tables and of learning from recordings.
  @Test func thePagesOfTablesAndRecordingsListEveryFieldWithItsDefault() throws {
    func check(_ page: String, _ configuration: some AgentConfiguration) throws {
      let file = URL(filePath: #filePath).deletingLastPathComponent()
        .appending(path: "../../Documentation/\(page).md").standardizedFileURL
      let text = try String(contentsOf: file, encoding: .utf8)
      for field in type(of: configuration).fields.fields {
        let row = "| `\(field.key)` | \(field.text(of: configuration)) | \(field.summary) |"
        #expect(text.contains(row), "\(page): expected the row \(row)")
      }
    }
    try check("Tabular", TabularConfiguration())
    try check("Tabular", ValueIterationConfiguration())
    try check("CQL", OfflineQLearningConfiguration())
    try check("BehaviourCloning", BehaviourCloningConfiguration())
  }
}
