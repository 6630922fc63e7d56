import Datasets
import Determinism
import Foundation
import Testing

struct DatasetFilesTests {
  @Test func imagesAndLabelsBecomeADataset() throws {
    let folder = try TemporaryFolder()
    let images = try folder.write(
      "i", [0, 0, 8, 3, 0, 0, 0, 2, 0, 0, 0, 1, 0, 0, 0, 2] + [0, 255, 51, 102])
    let labels = try folder.write("l", [0, 0, 8, 1, 0, 0, 0, 2, 3, 0])
    let data = try Dataset.idx(name: "tiny", images: images, labels: labels)
    #expect(data.exampleShape == [1, 2] && data.count == 2)
    #expect(data.features == [0, 255, 51, 102].map { Float($0) * (1 / 255) })
    #expect(data.labels == [3, 0] && data.classNames == ["0", "1", "2", "3"])
    let few = try folder.write("f", [0, 0, 8, 1, 0, 0, 0, 1, 3])
    #expect(
      message { _ = try Dataset.idx(name: "t", images: images, labels: few) }
        .contains("expected 2 labels"))
    #expect(
      message { _ = try Dataset.idx(name: "t", images: images, labels: labels, classNames: ["a"]) }
        .contains("has the label 3, but there are 1 classes"))
    #expect(
      message { _ = try Dataset.idx(name: "t", images: labels, labels: labels) }
        .contains("expected examples of one axis or more"))
  }

  @Test func tablesBecomeADataset() throws {
    let folder = try TemporaryFolder()
    let text = "x,kind,y\n1,10,2\n3,9,4\n5,10,6\n"
    let path = try folder.write("t.csv", Array(text.utf8))
    let data = try Dataset.csv(name: "t", path: path, label: "kind")
    #expect(data.classNames == ["9", "10"] && data.labels == [1, 0, 1])
    #expect(data.exampleShape == [2] && data.features == [1, 2, 3, 4, 5, 6])
    let words = try folder.write("w.csv", Array("x,kind\n1,b\n2,a\n".utf8))
    #expect(try Dataset.csv(name: "w", path: words, label: "kind").classNames == ["a", "b"])
    #expect(
      message { _ = try Dataset.csv(name: "t", path: path, label: "kind", classNames: ["a", "b"]) }
        == "\(path):2: column 'kind': expected one of 2 classes (0, 1), found '10'")
    #expect(
      message { _ = try Dataset.csv(name: "w", path: words, label: "x") }
        == "\(words):2: column 'kind': expected a number, found 'b'")
    #expect(
      message { _ = try Dataset.csv(name: "w", path: words, label: "kin") }
        .contains("unknown column 'kin'; did you mean 'kind'?"))
    let large = try folder.write("l.csv", Array("x,kind\n1,0\n1e300,0\n".utf8))
    #expect(
      message { _ = try Dataset.csv(name: "l", path: large, label: "kind") }
        == "\(large):3: column 'x': the number is too large")
  }
}

/// The published sets, where they are at hand: in `APUS_DATA`, or in `../shared/data` beside the package.
struct PublishedDatasetsTests {
  static let folder =
    ProcessInfo.processInfo.environment["APUS_DATA"]
    ?? URL(fileURLWithPath: #filePath).deletingLastPathComponent()
    .appendingPathComponent("../../../shared/data").standardized.path
  static func has(_ name: String) -> Bool {
    FileManager.default.fileExists(atPath: "\(folder)/\(name)")
  }

  @Test(.enabled(if: has("mnist"), "no mnist in \(folder)")) func mnist() throws {
    let mnist = Self.folder + "/mnist"
    let data = try Dataset.idx(
      name: "mnist", images: mnist + "/t10k-images-idx3-ubyte.gz",
      labels: mnist + "/t10k-labels-idx1-ubyte.gz")
    #expect(data.count == 10_000 && data.exampleShape == [28, 28] && data.classNames.count == 10)
    #expect(data.labels.prefix(8) == [7, 2, 1, 0, 4, 1, 4, 9])
    // The published counts of the classes, and the mean brightness as numpy gives it.
    let counts = (0..<10).map { label in data.labels.filter { Int($0) == label }.count }
    #expect(counts == [980, 1135, 1032, 1010, 982, 892, 958, 1028, 974, 1009])
    let mean = data.features.reduce(0.0) { $0 + Double($1) } / Double(data.features.count)
    #expect(abs(mean - 0.13251461) < 1e-6)
  }

  @Test(.enabled(if: has("sklearn"), "no sklearn in \(folder)")) func iris() throws {
    let data = try Dataset.csv(
      name: "iris", path: Self.folder + "/sklearn/iris.csv", label: "target",
      classNames: ["setosa", "versicolor", "virginica"])
    #expect(data.count == 150 && data.exampleShape == [4])
    #expect(Array(data.example(0)) == [5.1, 3.5, 1.4, 0.2])
    var random = RandomStream(seed: 1)
    let (training, test) = data.split(testFraction: 0.2, using: &random)
    #expect(training.count == 120 && test.count == 30)
    let scale = Standardization(of: data)
    // As numpy's mean and std of the whole table.
    let means: [Float] = [5.843333, 3.057333, 3.758, 1.199333]
    let deviations: [Float] = [0.825301, 0.434411, 1.759404, 0.759693]
    #expect(zip(scale.means, means).allSatisfy { abs($0 - $1) < 1e-5 })
    #expect(zip(scale.deviations, deviations).allSatisfy { abs($0 - $1) < 1e-5 })
  }
}
