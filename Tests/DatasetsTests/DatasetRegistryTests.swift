import Datasets
import Documents
import Foundation
import Testing

struct DatasetRegistryTests {
  @Test(arguments: DatasetRegistry.ids) func everyDefinitionIsComplete(id: String) throws {
    let definition = try DatasetRegistry.definition(id)
    #expect(definition.id == id && definition.version >= 1)
    for text in [
      definition.summary, definition.source, definition.licence, definition.whereToGet,
      definition.inputs, definition.split,
    ] { #expect(text.count > 5 && !text.contains("\n")) }
    #expect(definition.text.hasPrefix("#"))
    #expect(definition.testsOtherClasses || definition.training?.keys.isEmpty == false)
    switch definition.format {
    case .idx: #expect(definition.files.count == 4 && definition.divisor == 255)
    case .csv: #expect(definition.files.count == 1)
    case .drawings: #expect(definition.files.count == 2 && definition.fewShot != nil)
    }
  }

  @Test func anUnknownDataSetNamesTheNearest() {
    #expect(
      message { _ = try DatasetRegistry.definition("fashon-mnist") }
        .hasPrefix("unknown data set 'fashon-mnist'; did you mean 'fashion-mnist'?"))
  }

  @Test func irisAndDigitsComeWithTheProgram() throws {
    let iris = try DatasetRegistry.definition("iris").load(from: nil, orElse: nil)
    #expect(iris.training.count == 120 && iris.test.count == 30)
    #expect(iris.test.classNames == ["setosa", "versicolor", "virginica"])
    for label in Int32(0)..<3 {
      #expect(iris.test.labels.filter { $0 == label }.count == 10)
    }
    let digits = try DatasetRegistry.definition("digits").load(from: nil, orElse: nil)
    #expect(digits.training.count == 1438 && digits.test.count == 359)
    #expect(digits.training.exampleShape == [1, 8, 8])
    guard case .bytes(_, let scale) = digits.training.examples else {
      Issue.record("expected digits to be kept as bytes")
      return
    }
    #expect(scale == 0.0625)
    #expect(digits.training.features.allSatisfy { $0 >= 0 && $0 <= 1 })
  }

  @Test func theSplitIsTheSameEveryTime() throws {
    let definition = try DatasetRegistry.definition("iris")
    let first = try definition.load(from: nil, orElse: nil)
    #expect(try definition.load(from: nil, orElse: nil) == first)
    // Pins the split: a change of it is a new version of the data set.
    #expect(first.test.checksum == 14_493_360)
    #expect(first.training.checksum == 3_474_378_695)
  }

  @Test func whatIsMissingIsNamedWithPlaceAndRemedy() throws {
    let mnist = try DatasetRegistry.definition("mnist")
    let nowhere = message { _ = try mnist.load(from: nil, orElse: nil) }
    #expect(nowhere.hasPrefix("data set 'mnist' does not come with the program, and no folder"))
    #expect(nowhere.contains("--data DIR or set APUS_DATA"))
    let folder = try TemporaryFolder()
    let text = message { _ = try mnist.load(from: folder.path, orElse: nil) }
    #expect(
      text.hasPrefix(
        "data set 'mnist': there is no train-images-idx3-ubyte or train-images-idx3-ubyte.gz in "
          + "\(folder.path) or \(folder.path)/mnist\n"), "\(text)")
    #expect(text.contains("Yann LeCun"))
    let variable = message { _ = try mnist.load(from: nil, orElse: folder.path) }
    #expect(variable.contains("(from APUS_DATA)"))
    // Of a set that lies there in part, the first file that is missing is named.
    _ = try folder.write("train-images-idx3-ubyte", [])
    #expect(
      message { _ = try mnist.load(from: folder.path, orElse: nil) }
        .contains("there is no train-labels-idx1-ubyte or"))
    // A folder that is given must have the set, even one that comes with the program; APUS_DATA need not.
    let iris = try DatasetRegistry.definition("iris")
    #expect(
      message { _ = try iris.load(from: folder.path, orElse: nil) }.contains("there is no iris.csv")
    )
    #expect(try iris.load(from: nil, orElse: folder.path).test.count == 30)
  }

  @Test func aFolderGoesBeforeTheProgramsOwnData() throws {
    let iris = try DatasetRegistry.definition("iris")
    let folder = try TemporaryFolder()
    _ = try folder.write("iris.csv", Array("a,b,c,d,target\n1,2,3,4,0\n".utf8))
    let text = message { _ = try iris.load(from: folder.path, orElse: nil) }
    #expect(text.hasPrefix("\(folder.path)/iris.csv: expected 150 examples, found 1"))
    #expect(message { _ = try iris.load(from: nil, orElse: folder.path) } == text)
    #expect(try iris.load(from: nil, orElse: "").test.count == 30)
  }

  @Test func imagesAreFoundPlainOrPacked() throws {
    let folder = try TemporaryFolder()
    try FileManager.default.createDirectory(
      atPath: folder.path + "/tiny", withIntermediateDirectories: true)
    // The same labels plain, and through Python's `gzip.compress(…, 9, mtime=0)`.
    let images: [UInt8] = [0, 0, 8, 3, 0, 0, 0, 2, 0, 0, 0, 1, 0, 0, 0, 2, 0, 255, 51, 102]
    let labels: [UInt8] = [0, 0, 8, 1, 0, 0, 0, 2, 1, 0]
    _ = try folder.write("tiny/a", images)
    _ = try folder.write("tiny/b", labels)
    _ = try folder.write("tiny/c", images)
    _ = try folder.write("tiny/d", labels)
    let definition = try DatasetDefinition.parse(tiny, file: "t.yaml")
    let splits = try definition.load(from: folder.path, orElse: nil)
    #expect(splits.training.exampleShape == [1, 1, 2])
    #expect(splits.test.batch([1]).features.scalars == [51, 102].map { Float($0) * (1 / 255) })
    _ = try folder.write("tiny/d", [0, 0, 8, 1, 0, 0, 0, 2, 1, 2])
    #expect(
      message { _ = try definition.load(from: folder.path, orElse: nil) }
        == "\(folder.path)/tiny/d: has the label 2, but there are 2 classes")
    try FileManager.default.moveItem(
      atPath: folder.path + "/tiny/d", toPath: folder.path + "/tiny/d.gz")
    #expect(
      message { _ = try definition.load(from: folder.path, orElse: nil) }
        .hasPrefix("\(folder.path)/tiny/d.gz"))
  }

  private let tiny = """
    id: tiny
    version: 1
    summary: Two pictures.
    source: here
    licence: none
    whereToGet: Nowhere.
    folders: [tiny]
    images:
      training: {images: a, labels: b}
      test: {images: c, labels: d}
    inputs: bytes
    exampleShape: [1, 1, 2]
    divisor: 255
    trainingCount: 2
    testCount: 2
    classes: [x, y]
    split: as published
    """

  @Test(arguments: [
    ("version: 1", "version: 0", "t.yaml:2: expected a whole number from 1 to 1000000"),
    ("summary:", "sumary:", "t.yaml:3: unknown key 'sumary'; did you mean 'summary'?"),
    ("classes: [x, y]", "classes: [x, x]", "t.yaml:16: expected two different names"),
    ("classes: [x, y]", "", "t.yaml:1: expected either 'classes'"),
    ("exampleShape: [1, 1, 2]", "exampleShape: [0]", "t.yaml:12: expected 1 to 7 sizes"),
    ("folders: [tiny]", "folders: [a/../../b]", "t.yaml:7: expected a name within the data folder"),
    ("images: a,", "images: /etc/passwd,", "t.yaml:9: expected a name within the data folder"),
    ("images:\n", "table:\n", "t.yaml:9: unknown key 'training'"),
    ("split: as published", "", "t.yaml:1: the key 'split' is missing"),
  ])
  func faultyDefinitionsAreRefusedWithTheirLine(old: String, new: String, start: String) {
    let found = message {
      _ = try DatasetDefinition.parse(tiny.replacingOccurrences(of: old, with: new), file: "t.yaml")
    }
    #expect(found.hasPrefix(start), "\(found)")
  }
}
