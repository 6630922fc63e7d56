import Datasets
import Determinism
import TensorCore
import Testing

struct DatasetTests {
  /// Example i has the features i and 10 i and the class i mod 3.
  private func sample(_ count: Int) -> Dataset {
    Dataset(
      name: "sample", exampleShape: [2],
      features: (0..<count).flatMap { [Float($0), Float(10 * $0)] },
      labels: (0..<count).map { Int32($0 % 3) }, classNames: ["a", "b", "c"])
  }

  @Test func batchesHoldTheChosenExamples() {
    let batch = sample(6).batch([4, 0])
    #expect(batch.features.shape == Shape([2, 2]))
    #expect(batch.features.scalars == [4, 40, 0, 0])
    #expect(batch.labels == [1, 0])
    #expect(sample(3).wholeBatch.features.scalars == [0, 0, 1, 10, 2, 20])
  }

  @Test func anEpochHasEveryExampleOnce() {
    let data = sample(10)
    var random = RandomStream(seed: 1)
    let first = data.epoch(batchSize: 4, using: &random)
    #expect(first.map(\.count) == [4, 4, 2])
    #expect(first.flatMap { $0 }.sorted() == Array(0..<10))
    let second = data.epoch(batchSize: 4, using: &random)
    #expect(Array(first.joined()) != Array(second.joined()))
    var same = RandomStream(seed: 1)
    #expect(data.epoch(batchSize: 4, using: &same) == first)
    #expect(sample(0).epoch(batchSize: 4, using: &same).isEmpty)
  }

  @Test func aSplitKeepsEachClassesShareAndLosesNothing() {
    let data = sample(60)
    var random = RandomStream(seed: 2)
    let (training, test) = data.split(testFraction: 0.25, using: &random)
    for label in Int32(0)..<3 {
      #expect(training.labels.filter { $0 == label }.count == 15)
      #expect(test.labels.filter { $0 == label }.count == 5)
    }
    let all =
      (0..<training.count).map { training.example($0).first ?? -1 }
      + (0..<test.count).map { test.example($0).first ?? -1 }
    #expect(all.sorted() == (0..<60).map { Float($0) })
    // Features and labels stay together.
    for index in 0..<test.count {
      #expect(Int32(test.example(index).first ?? -1) % 3 == test.labels[index])
    }
    var same = RandomStream(seed: 2)
    #expect(data.split(testFraction: 0.25, using: &same).test == test)
    var other = RandomStream(seed: 3)
    #expect(data.split(testFraction: 0.25, using: &other).test != test)
  }

  @Test func standardizationUsesTheTrainingPartAlone() {
    // 1, 2, 3, 6: mean 3, variance (4 + 1 + 0 + 9) / 4 = 3.5. The other feature never changes.
    let training = Dataset(
      name: "t", exampleShape: [2], features: [1, 5, 2, 5, 3, 5, 6, 5], labels: [0, 0, 0, 0],
      classNames: ["a"])
    let scale = Standardization(of: training)
    #expect(scale.means == [3, 5])
    #expect(scale.deviations == [Float(3.5.squareRoot()), 1])
    let test = Dataset(
      name: "t", exampleShape: [2], features: [3, 7], labels: [0], classNames: ["a"])
    #expect(test.standardized(by: scale).features == [0, 2])
    let itself = Standardization(of: training.standardized(by: scale))
    #expect(itself.means.allSatisfy { abs($0) < 1e-6 })
    #expect(abs(itself.deviations[0] - 1) < 1e-6)
  }

  @Test func faultyPartsTrap() async {
    await #expect(processExitsWith: .failure) {
      _ = Dataset(name: "x", exampleShape: [2], features: [1], labels: [0], classNames: ["a"])
    }
    await #expect(processExitsWith: .failure) {
      _ = Dataset(name: "x", exampleShape: [1], features: [1], labels: [1], classNames: ["a"])
    }
  }
}
