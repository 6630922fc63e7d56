import Documents
import Environments
import Foundation
import Testing

struct EnvironmentsPageTests {
  private static var page: String {
    get throws {
      let file = URL(fileURLWithPath: #filePath).appendingPathComponent(
        "../../../Documentation/Environments.md"
      ).standardizedFileURL.path
      return try readText(file)
    }
  }

  /// Every id between backquotes in the table is one of the registry, and every family is there.
  @Test func pageNamesEnvironmentsThatExist() throws {
    var named = 0
    for row in try Self.page.split(separator: "\n") where row.hasPrefix("| ") {
      let cells = row.split(separator: "|")
      guard cells.count >= 3 else { continue }
      for match in cells[1].matches(of: /`([a-z0-9-]+)`/) where !match.1.hasPrefix("-") {
        #expect(EnvironmentRegistry.ids.contains(String(match.1)), "\(match.1)")
        named += 1
      }
    }
    #expect(named > 30)
  }

  @Test func everyIdIsLowerCaseAndThereAreNoDoubles() {
    let ids = EnvironmentRegistry.ids
    #expect(Set(ids).count == ids.count)
    for id in ids { #expect(id.wholeMatch(of: /[a-z][a-z0-9]*(-[a-z0-9]+)*/) != nil, "\(id)") }
  }

  @Test func everyFileOfTheFolderIsRegistered() throws {
    let folder = URL(fileURLWithPath: #filePath).appendingPathComponent(
      "../../../environments"
    ).standardizedFileURL.path
    let files = try FileManager.default.contentsOfDirectory(atPath: folder)
      .filter { $0.hasSuffix(".yaml") }.map { String($0.dropLast(5)) }
    #expect(files.sorted() == EnvironmentRegistry.ids.sorted())
  }
}
