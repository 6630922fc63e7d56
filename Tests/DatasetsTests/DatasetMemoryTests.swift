import Datasets
import Determinism
import TensorCore
import Testing

struct DatasetMemoryTests {
  private let bytes = Dataset(
    name: "b", exampleShape: [2, 2], examples: .bytes([0, 255, 3, 4, 5, 6, 7, 8], scale: 0.5),
    targets: .numbers("n"), numbers: [1, -2])
  private let floats = Dataset(
    name: "b", exampleShape: [2, 2], examples: .floats([0, 127.5, 1.5, 2, 2.5, 3, 3.5, 4]),
    targets: .numbers("n"), numbers: [1, -2])

  @Test func bytesAndFloatsGiveTheSameNumbers() {
    #expect(bytes.features == floats.features && bytes.count == 2)
    let (a, b) = (bytes.batch([1, 0]), floats.batch([1, 0]))
    #expect(a.features.scalars == [2.5, 3, 3.5, 4, 0, 127.5, 1.5, 2])
    #expect(a.features.scalars == b.features.scalars && a.numbers == [-2, 1] && a.labels.isEmpty)
    #expect(bytes.subset([1]).features == [2.5, 3, 3.5, 4] && bytes.subset([1]).numbers == [-2])
    #expect(Standardization(of: bytes) == Standardization(of: floats))
  }

  @Test func aChannelIsStandardizedAsAWhole() {
    let scale = Standardization(of: floats, channels: 2)
    // Channel 0 has 0, 127.5, 2.5, 3: mean 33.25. Channel 1 has 1.5, 2, 3.5, 4: mean 2.75, variance 1.0625.
    #expect(scale.means == [33.25, 2.75] && scale.deviations[1] == Float(1.0625.squareRoot()))
    let batch = floats.batch([1], standardizedBy: scale).features.scalars
    let expected = [(2.5, 0), (3, 0), (3.5, 1), (4, 1)].map { value, channel in
      (Float(value) - scale.means[channel]) / scale.deviations[channel]
    }
    #expect(batch == expected)
    let each = Standardization(of: floats)
    #expect(
      floats.batch([0], standardizedBy: each).features.scalars
        == Array(floats.standardized(by: each).features.prefix(4)))
  }

  @Test func numbersAreSplitAtRandomWithoutLoss() {
    let count = 50
    let data = Dataset(
      name: "n", exampleShape: [1], examples: .floats((0..<count).map { Float($0) }),
      targets: .numbers("n"), numbers: (0..<count).map { Float($0) })
    var random = RandomStream(seed: 1)
    let (training, test) = data.split(testFraction: 0.3, using: &random)
    #expect(training.count == 35 && test.count == 15 && test.features == test.numbers)
    #expect((training.numbers + test.numbers).sorted() == data.numbers)
  }

  @Test func theChecksumSeesEveryPart() {
    #expect(bytes.checksum != floats.checksum && bytes.checksum == bytes.subset([0, 1]).checksum)
    #expect(bytes.subset([1, 0]).checksum != bytes.checksum)
    let other = Dataset(
      name: "b", exampleShape: [2, 2], examples: bytes.examples, targets: .numbers("n"),
      numbers: [1, -3])
    #expect(other.checksum != bytes.checksum)
  }

  @Test func anIndexOutOfRangeTraps() async {
    await #expect(processExitsWith: .failure) {
      _ = Dataset(
        name: "x", exampleShape: [1], features: [1], labels: [0], classNames: ["a"]
      ).batch([1])
    }
  }
}
