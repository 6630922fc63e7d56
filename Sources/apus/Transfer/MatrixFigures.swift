import Documents
import Experiments

/// What a matrix of transfers came to: every source to every target.
struct MatrixFigures {
  typealias Metric = TransferComparison.Metric

  /// One cell.
  enum Cell {
    /// Source and target are one task: the asymptote from scratch.
    case scratch(Estimate)
    /// Two tasks: what each metric came to, and what was forgotten where that could be tested.
    case transfer([(metric: Metric, estimate: Estimate)], forgotten: Estimate?)
    /// Nothing can be carried over, and why.
    case incompatible(String)
  }

  /// The tasks, sources and targets alike.
  let tasks: [String]
  let seeds: Int
  /// The cells, a row for each source.
  let cells: [[Cell]]

  /// The figure of a metric of a pair; nil where there is none.
  func estimate(_ metric: Metric, from source: Int, to target: Int) -> Estimate? {
    guard case .transfer(let figures, _) = cells[source][target] else { return nil }
    return figures.first { $0.metric == metric }?.estimate
  }

  /// What a figure says.
  func verdict(_ estimate: Estimate) -> TransferVerdict { TransferVerdict(estimate, seeds: seeds) }

  // MARK: CSV

  private static let header = "source,target,seeds,figure,value,low,high,verdict"

  /// The whole of it, a line for each figure.
  var csv: String {
    var lines = [Self.header]
    for (source, row) in zip(tasks, cells) {
      for (target, cell) in zip(tasks, row) {
        func add(_ figure: String, _ estimate: Estimate, _ verdict: String) {
          lines.append(
            "\(source),\(target),\(seeds),\(figure),\(estimate.value),\(estimate.low),"
              + "\(estimate.high),\(verdict)")
        }
        switch cell {
        case .scratch(let estimate): add("scratch", estimate, "")
        case .transfer(let figures, let forgotten):
          for (metric, estimate) in figures {
            add(metric.rawValue, estimate, verdict(estimate).label)
          }
          if let forgotten { add("forgetting", forgotten, "") }
        case .incompatible(let reason):
          // The last field alone may hold commas.
          let line = String(reason.map { $0.isNewline || $0 == "\"" ? " " : $0 })
          lines.append("\(source),\(target),\(seeds),incompatible,,,,\"\(line)\"")
        }
      }
    }
    return lines.joined(separator: "\n") + "\n"
  }

  /// Reads what `csv` wrote.
  ///
  /// - Throws: `InputError` with file and line where it is damaged.
  init(csv: String, file: String) throws {
    let lines = csv.split(separator: "\n", omittingEmptySubsequences: false)
    guard lines.first.map(String.init) == Self.header else {
      throw InputError("is not the table of a matrix of transfers", file: file, line: 1)
    }
    var tasks: [String] = []
    var seeds = 0
    var found: [String: Cell] = [:]
    for (number, line) in lines.enumerated().dropFirst() where !line.isEmpty {
      let fields = line.split(separator: ",", maxSplits: 7, omittingEmptySubsequences: false)
        .map(String.init)
      guard fields.count == 8, let count = Int(fields[2]), count >= 1 else {
        throw InputError("expected 8 fields: \(Self.header)", file: file, line: number + 1)
      }
      seeds = count
      if !tasks.contains(fields[0]) { tasks.append(fields[0]) }
      let key = "\(fields[0])\n\(fields[1])"
      if fields[3] == "incompatible" {
        found[key] = .incompatible(fields[7].filter { $0 != "\"" })
        continue
      }
      let numbers = fields[4...6].compactMap { Double($0) }
      guard numbers.count == 3 else {
        throw InputError("expected three numbers", file: file, line: number + 1)
      }
      let estimate = Estimate(value: numbers[0], low: numbers[1], high: numbers[2])
      var known: ([(metric: Metric, estimate: Estimate)], Estimate?) = ([], nil)
      if case .transfer(let figures, let forgotten) = found[key] { known = (figures, forgotten) }
      if fields[3] == "scratch" {
        found[key] = .scratch(estimate)
      } else if fields[3] == "forgetting" {
        found[key] = .transfer(known.0, forgotten: estimate)
      } else if let metric = Metric(rawValue: fields[3]) {
        found[key] = .transfer(known.0 + [(metric, estimate)], forgotten: known.1)
      } else {
        throw InputError("there is no figure '\(shown(fields[3]))'", file: file, line: number + 1)
      }
    }
    let cells = tasks.map { source in tasks.compactMap { found["\(source)\n\($0)"] } }
    guard !tasks.isEmpty, cells.allSatisfy({ $0.count == tasks.count }) else {
      throw InputError(
        "does not have every source and target", file: file,
        remedy: "repeat apus transfer matrix: what is trained is not trained again")
    }
    self.init(tasks: tasks, seeds: seeds, cells: cells)
  }

  init(tasks: [String], seeds: Int, cells: [[Cell]]) {
    (self.tasks, self.seeds, self.cells) = (tasks, seeds, cells)
  }
}
