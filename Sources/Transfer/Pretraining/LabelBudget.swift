import Datasets
import Determinism
import Documents

/// How many labelled examples there are to learn from.
public enum LabelBudget: Sendable, Hashable {
  /// So many of each class, all of a class that has fewer: the K of few-shot learning.
  case perClass(Int)
  /// So many in all, spread evenly over the classes as far as that goes.
  case total(Int)

  /// The key under which a configuration names it.
  public var key: String {
    switch self {
    case .perClass: "perClass"
    case .total: "total"
    }
  }

  /// The number of examples, of each class or in all.
  public var count: Int {
    switch self {
    case .perClass(let count), .total(let count): count
    }
  }
}

extension Dataset {
  /// The examples that may be learned from, in the data set's order.
  ///
  /// The same stream gives nested sets: those of a smaller budget are among those of a larger one. Each
  /// class is put in an order of its own, and the classes take turns, in an order of theirs: the first
  /// examples of that one list are the budget. Where numbers are predicted the whole is one class.
  ///
  /// - Parameters:
  ///   - budget: How many.
  ///   - random: The run's root; its children "labels/order" and "labels/CLASS" are used.
  /// - Returns: The examples with their answers.
  /// - Throws: `InputError` where there are not so many, or where there are no classes to count by.
  public func labelled(_ budget: LabelBudget, random: RandomStream) throws -> Dataset {
    let classes = max(1, classNames.count)
    if case .perClass(let shots) = budget, classNames.isEmpty {
      throw InputError(
        "\(shots) examples per class: data set '\(name)' predicts a number and has no classes",
        remedy: "say how many examples in all: --labels \(shots)")
    }
    guard budget.count >= 1, budget.count <= count else {
      throw InputError(
        "data set '\(name)' has \(count) examples to learn from; \(budget.count) were asked for",
        remedy: "ask for 1 to \(count), or for all")
    }
    var members = [[Int32]](repeating: [], count: classes)
    for index in 0..<count { members[labels.isEmpty ? 0 : Int(labels[index])].append(Int32(index)) }
    for index in 0..<classes {
      var shuffling = random.stream("labels/\(index)")
      shuffling.shuffle(&members[index])
    }
    var turns = random.stream("labels/order")
    let order = turns.permutation(classes).map(Int.init)
    var list: [Int32] = []
    var (rank, isFull) = (0, false)
    while !isFull, list.count < count {
      if case .perClass(let shots) = budget, rank == shots { break }
      for index in order where rank < members[index].count && !isFull {
        list.append(members[index][rank])
        if case .total(let number) = budget { isFull = list.count == number }
      }
      rank += 1
    }
    return subset(list.sorted())
  }
}
