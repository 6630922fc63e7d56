import Datasets
import Environments

/// What a catalogue lists.
protocol CatalogEntry {
  var id: String { get }
  var version: Int { get }
  var summary: String { get }
}

extension EnvironmentDefinition: CatalogEntry {}
extension DatasetDefinition: CatalogEntry {}

/// Prints the entries of a catalogue: a table of ids and summaries, or one JSON object for each.
enum Catalog {
  static func show<Entry: CatalogEntry>(
    _ entries: [Entry], json: Bool, more: (Entry, inout JSONObject) -> Void
  ) {
    guard json else {
      return Console.result(Table(header: [], rows: entries.map { [$0.id, $0.summary] }).text)
    }
    for entry in entries {
      var object = JSONObject()
      object.add("id", entry.id)
      object.add("version", entry.version)
      object.add("summary", entry.summary)
      more(entry, &object)
      Console.result(object.text)
    }
  }
}
