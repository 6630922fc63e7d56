import Documents
import Experiments
import Visualizer

/// The policies of a run that there are to choose from, in the order of their training.
struct PolicyChoices {
  /// A policy file.
  private struct Choice {
    var step: Int
    var path: String
    /// "best", "last".
    var marks: [String] = []

    var name: String {
      "step \(Numbers.grouped(step))"
        + (marks.isEmpty ? "" : " (\(marks.joined(separator: ", ")))")
    }
  }

  private var choices: [Choice] = []
  /// The place of the one that plays.
  var present = 0

  /// None: there is no choice.
  init() {}

  /// The policies in a run's folder: those of its evaluations where they were kept, the best and
  /// the last.
  ///
  /// - Parameters:
  ///   - folder: the run.
  ///   - best: its best policy, which is the present one.
  init(of folder: RunFolder, best: Policy) {
    choices = folder.keptPolicies.map { Choice(step: $0.step, path: $0.path) }
    add("best", step: best.step, folder.policy)
    // A last policy that cannot be read is no choice; the best one is there.
    if let last = try? Policy.load(folder.lastPolicy) {
      add("last", step: last.step, folder.lastPolicy)
    }
    present = choices.firstIndex { $0.marks.contains("best") } ?? 0
  }

  /// The names, such as "step 40,000 (best)".
  var names: [String] { choices.map(\.name) }

  /// Reads the present policy.
  ///
  /// - Throws: `InputError` where it is damaged or gone.
  func load() throws -> Policy { try Policy.load(choices[present].path) }

  /// What a scene says who acts, such as "dqn, step 40,000 (best)".
  func agent(of policy: Policy) -> String {
    let name = choices.isEmpty ? "step \(Numbers.grouped(policy.step))" : names[present]
    return "\(policy.algorithm), \(name)"
  }

  private mutating func add(_ mark: String, step: Int, _ path: String) {
    if let index = choices.firstIndex(where: { $0.step == step }) {
      choices[index].marks.append(mark)
      // What is called the best is that file, whatever was kept of its step.
      choices[index].path =
        choices[index].marks.contains("best") && mark != "best"
        ? choices[index].path : path
    } else {
      let index = choices.firstIndex { $0.step > step } ?? choices.count
      choices.insert(Choice(step: step, path: path, marks: [mark]), at: index)
    }
  }
}
