import Documents
import Experiments
import Transfer

/// What becomes of every tensor under a plan, as a table or as one JSON object.
struct TransferTableReport {
  /// The task, as its configuration names it.
  let configuration: RunConfiguration
  let table: TransferTable

  /// Prints it.
  func print(style: TrainingDisplay.Style) {
    switch style {
    case .quiet: return
    case .json: printJSON()
    case .bar, .lines, .figures: printTable()
    }
  }

  private func printTable() {
    let rows = table.rows.map { row in
      [row.name, "\(row.shape)", row.origin.description, row.learning.description]
    }
    Console.result(Table(header: ["tensor", "shape", "values", "learning"], rows: rows).text)
    for difference in table.ignored {
      Console.result("ignored  \(shown(difference.name)): \(difference.reason)")
    }
    var text = "trainable  " + share(table.trainableAtOnce)
    if table.trainable != table.trainableAtOnce {
      text += " at the start, \(share(table.trainable)) in the end"
    }
    Console.result(text)
  }

  /// "1,290 of 101,770 parameters (1.3 %)".
  private func share(_ count: Int) -> String {
    let percent = 100 * Double(count) / Double(max(1, table.count))
    return "\(Numbers.grouped(count)) of \(Numbers.grouped(table.count)) parameters "
      + "(\(Numbers.fixed(percent, 1)) %)"
  }

  private func printJSON() {
    var object = JSONObject()
    object.add("event", "plan")
    object.add(configuration.kind, configuration.task)
    object.add("tensors", table.rows.map(json))
    object.add(
      "ignored",
      table.ignored.map { difference in
        var object = JSONObject()
        object.add("name", difference.name)
        object.add("reason", difference.reason)
        return object
      })
    object.add("parameters", table.count)
    object.add("trainableAtStart", table.trainableAtOnce)
    object.add("trainable", table.trainable)
    Console.result(object.text)
  }

  private func json(_ row: TransferTable.Row) -> JSONObject {
    var object = JSONObject()
    object.add("name", row.name)
    object.add("shape", row.shape)
    object.add("values", row.origin.word)
    if let note = row.origin.note { object.add("note", note) }
    switch row.learning {
    case .frozen(let step):
      object.add("learning", "frozen")
      if let step { object.add("until", step) }
    case .trained(let factor):
      object.add("learning", "trained")
      object.add("factor", factor)
    case .lowRank(let rank, let factor):
      object.add("learning", "lowRank")
      object.add("rank", rank)
      object.add("factor", factor)
    case .statistic(let step):
      object.add("learning", step == nil ? "held" : "batches")
      if let step, step > 0 { object.add("from", step) }
    }
    return object
  }
}
