import Determinism

/// Where the outcomes of chance come from: an episode's stream, or a list of all that can happen.
protocol GridChance {
  /// A number in `0..<count`, all equally likely.
  mutating func integer(below count: Int) -> Int
  /// The number of a possibility.
  ///
  /// - Parameter probabilities: at least one; they sum to 1.
  /// - Returns: a number in `0..<probabilities.count`.
  mutating func choice(of probabilities: [Double]) -> Int
}

extension RandomStream: GridChance {
  @inline(__always)
  mutating func choice(of probabilities: [Double]) -> Int {
    let draw = uniformDouble()
    var sum = 0.0
    var index = 0
    // The last possibility is what remains, so that rounding leaves no gap.
    for probability in probabilities.dropLast() {
      sum += probability
      index += draw >= sum ? 1 : 0
    }
    return index
  }
}

/// Goes through everything that can happen, one run of the rules after another.
///
/// A run asks for choices; the first run takes the first possibility of each. ``advance()`` then
/// moves the last choice on, so that the next run takes another way, until all have been taken.
struct EveryChance: GridChance {
  private struct Choice {
    var index: Int
    var count: Int
    var probability: Double
    /// Empty where all are equally likely.
    var probabilities: [Double] = []
  }

  private var choices: [Choice] = []
  private var place = 0

  /// The probability of the run so far.
  var probability: Double { choices.reduce(1) { $0 * $1.probability } }

  mutating func integer(below count: Int) -> Int {
    if place == choices.count {
      choices.append(Choice(index: 0, count: count, probability: 1 / Double(count)))
    }
    place += 1
    return choices[place - 1].index
  }

  mutating func choice(of probabilities: [Double]) -> Int {
    if place == choices.count {
      let first = probabilities.firstIndex { $0 > 0 } ?? 0
      choices.append(
        Choice(
          index: first, count: probabilities.count, probability: probabilities[first],
          probabilities: probabilities))
    }
    place += 1
    return choices[place - 1].index
  }

  /// Prepares the next run; false where all have been taken.
  mutating func advance() -> Bool {
    place = 0
    while var choice = choices.popLast() {
      repeat {
        choice.index += 1
      } while choice.index < choice.probabilities.count
        && choice.probabilities[choice.index] == 0
      guard choice.index < choice.count else { continue }
      if !choice.probabilities.isEmpty {
        choice.probability = choice.probabilities[choice.index]
      }
      choices.append(choice)
      return true
    }
    return false
  }
}
