import Datasets
import Determinism
import Documents
import Testing
import Transfer

@Suite struct LabelBudgetTests {
  /// Class 0 has 40 examples, class 1 has 20, class 2 has 5; each example is its own number.
  private let dataset = Dataset(
    name: "uneven", exampleShape: [1], features: (0..<65).map(Float.init),
    labels: (0..<65).map { $0 < 40 ? 0 : $0 < 60 ? 1 : 2 }, classNames: ["a", "b", "c"])
  private let random = RandomStream(seed: 7)

  private func chosen(_ budget: LabelBudget) throws -> Dataset {
    try dataset.labelled(budget, random: random)
  }

  private func counts(_ data: Dataset) -> [Int] {
    (0..<3).map { label in data.labels.count { $0 == label } }
  }

  @Test func classesAreBalancedAsFarAsTheyGo() throws {
    #expect(try counts(chosen(.perClass(4))) == [4, 4, 4])
    #expect(try counts(chosen(.perClass(10))) == [10, 10, 5])
    #expect(try counts(chosen(.total(12))) == [4, 4, 4])
    #expect(try counts(chosen(.total(25))) == [10, 10, 5])
    #expect(try counts(chosen(.total(65))) == [40, 20, 5])
    let uneven = try counts(chosen(.total(13)))
    #expect(uneven.reduce(0, +) == 13 && uneven.allSatisfy { $0 == 4 || $0 == 5 })
  }

  @Test func aSmallerBudgetLiesWithinALargerOne() throws {
    var before: Set<Float> = []
    for count in 1...65 {
      let data = try chosen(.total(count))
      let now = Set(data.features)
      #expect(now.count == count && before.isSubset(of: now))
      #expect(data.features == data.features.sorted(), "the order of the data set stays")
      before = now
    }
    let few = Set(try chosen(.perClass(2)).features)
    #expect(few.isSubset(of: Set(try chosen(.perClass(5)).features)))
    #expect(few == Set(try chosen(.total(6)).features))
  }

  @Test func theSeedChooses() throws {
    let other = try dataset.labelled(.total(9), random: RandomStream(seed: 8))
    #expect(try chosen(.total(9)) == chosen(.total(9)))
    #expect(try other != chosen(.total(9)))
  }

  @Test func whatIsNotThereIsRefused() {
    #expect(throws: InputError.self) { try chosen(.total(66)) }
    #expect(throws: InputError.self) { try chosen(.total(0)) }
    let numbers = Dataset(
      name: "numbers", exampleShape: [1], examples: .floats([1, 2, 3]), targets: .numbers("y"),
      numbers: [1, 2, 3])
    #expect(throws: InputError.self) { try numbers.labelled(.perClass(1), random: random) }
    #expect(throws: Never.self) { try numbers.labelled(.total(2), random: random) }
  }
}
