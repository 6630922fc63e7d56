import ArgumentParser
import Documents
import Experiments
import Transfer

/// The options that say from how many labelled examples of a data set is learned.
struct LabelBudgetOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "On a data set: labelled examples per class to learn from (few-shot's K), such as 1,10,100,all.",
      valueName: "counts"))
  var shots: String?

  @Option(
    help: ArgumentHelp(
      "The same as numbers over all classes together, such as 100,1000,all.", valueName: "counts"))
  var labels: String?

  @Flag(help: "On a data set: train the last layer alone; the source's layers stay as they are.")
  var linearProbe = false

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "Updates of each run with few labels. (default: 500, more where labels make 5 epochs longer)",
      valueName: "count"))
  var updates: Int?

  /// Whether budgets were asked for.
  var areAskedFor: Bool { shots != nil || labels != nil }

  /// Refuses what has no meaning beside the others.
  func check(for definition: TaskDefinition) throws {
    guard areAskedFor || linearProbe || updates != nil else { return }
    guard case .dataset = definition else {
      throw InputError(
        "--shots, --labels, --linear-probe and --updates are for data sets; '\(definition.id)' is an "
          + "environment", remedy: "leave them out, or name a data set with --on")
    }
    if let updates, !(1...1_000_000_000).contains(updates) {
      throw InputError("--updates: expected a whole number of at least 1, got \(updates)")
    }
    guard updates == nil || areAskedFor else {
      throw InputError(
        "--updates belongs to budgets of labels", remedy: "say --shots 10, or --epochs instead")
    }
  }

  /// The budgets, each once: first those per class, then those over all.
  ///
  /// - Throws: `InputError` where a list is no list of counts.
  func budgets() throws -> [Budget] {
    var result: [Budget] = []
    for (option, text) in [("--shots", shots), ("--labels", labels)] {
      guard let text else { continue }
      for part in text.split(separator: ",", omittingEmptySubsequences: false) {
        let budget: Budget
        if part == "all" {
          budget = Budget(labels: nil)
        } else if let count = Int(part), (1...1_000_000_000).contains(count) {
          budget = Budget(labels: option == "--shots" ? .perClass(count) : .total(count))
        } else {
          throw InputError(
            "\(option): expected counts such as 1,10,100 or all, got '\(shown(text))'",
            remedy: option == "--shots"
              ? "it counts labelled examples per class; --labels counts them all together"
              : "it counts labelled examples of all classes together; --shots those of each")
        }
        if !result.contains(budget) { result.append(budget) }
      }
    }
    return result
  }

  /// A number of labelled examples.
  struct Budget: Hashable {
    /// How many; nil for all.
    let labels: LabelBudget?

    /// "10-per-class", "100", "all": as it stands in names.
    var name: String {
      switch labels {
      case .perClass(let count): "\(count)-per-class"
      case .total(let count): "\(count)"
      case nil: "all"
      }
    }
  }
}
