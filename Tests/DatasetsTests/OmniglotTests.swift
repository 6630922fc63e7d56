import Datasets
import Documents
import Foundation
import TestSupport
import Testing

struct OmniglotTests {
  /// The figures of Vinyals' split of 2016.
  ///
  /// 1,200 characters to learn with, 172 of them for validation, and 423 to test.
  @Test func theClassesAreThoseOfVinyals() throws {
    let definition = try DatasetRegistry.definition("omniglot")
    let classes = try #require(definition.fewShot)
    let names = definition.targets.classNames
    #expect(names.count == 1623 && classes.isTurned && definition.testsOtherClasses)
    #expect(classes.training.count == 1028)
    #expect(classes.validation.count == 172 && classes.test.count == 423)
    #expect(names[0] == "Alphabet_of_the_Magi/character01")
    // The test classes are the last ones of the evaluation set.
    #expect(classes.test == Array(1200..<1623))
    #expect(names[1200] == "Gurmukhi/character42")
    #expect(
      Set(classes.validation.map { names[Int($0)].split(separator: "/")[0] })
        == ["Armenian", "Bengali", "Early_Aramaic", "Hebrew", "Mkhedruli_(Georgian)"])
  }

  @Test(.enabled(if: sharedData("omniglot") != nil, "no omniglot in APUS_DATA"))
  func theArchivesHoldWhatTheDefinitionSays() throws {
    let definition = try DatasetRegistry.definition("omniglot")
    let data = try definition.load(from: sharedData("omniglot"))
    #expect(data.training.count == 24_000 && data.test.count == 8460)
    #expect(data.training.exampleShape == [1, 28, 28])
    // Pins reading, resizing and order.
    #expect(data.training.checksum == 3_930_003_632 && data.test.checksum == 4_196_968_316)
    let runs = try definition.oneShotRuns(from: sharedData("omniglot"))
    #expect(runs.map(\.name).first == "run01" && runs.count == 20)
    #expect(runs.allSatisfy { $0.support.count == 20 && $0.query.count == 20 })
    // The first lines of run01's answers: classes 8, 9, 2 and 19.
    #expect(runs[0].query.labels.prefix(4) == [7, 8, 1, 18])
    #expect(runs.allSatisfy { Set($0.query.labels) == Set(0..<20) })
  }

  @Test(.enabled(if: sharedData("omniglot") != nil, "no omniglot in APUS_DATA"))
  func aSetWithoutRunsSaysSo() throws {
    let mnist = try DatasetRegistry.definition("mnist")
    #expect(
      message { _ = try mnist.oneShotRuns(from: sharedData("omniglot")) }.hasPrefix(
        "data set 'mnist' has no official one-shot runs"))
  }

  private let tiny = """
    id: tiny
    version: 1
    summary: Two pictures.
    source: here
    licence: none
    whereToGet: Nowhere.
    drawings: {archives: [a.zip], oneShotRuns: runs.zip, perClass: 1}
    inputs: bytes
    exampleShape: [1, 2, 2]
    divisor: 255
    trainingCount: 2
    testCount: 2
    classes: {G: 2, H: 2}
    split: by class
    fewShot: {test: [H]}
    """

  @Test(arguments: [
    ("test: [H]", "test: [I]", "t.yaml:15: there is no class 'I'"),
    (
      "test: [H]", "test: [H, H/character01]", "t.yaml:15: the class 'H/character01' is named twice"
    ),
    ("test: [H]", "test: [H, G]", "t.yaml:15: expected two classes or more to learn with"),
    ("perClass: 1", "perClass: 0", "t.yaml:7: expected a whole number from 1"),
    ("classes: {G: 2, H: 2}", "classes: {G: 200}", "t.yaml:13: expected a whole number"),
    ("fewShot: {test: [H]}", "", "t.yaml:1: the key 'fewShot' is missing"),
  ])
  func faultyDefinitionsAreRefused(old: String, new: String, start: String) {
    let found = message {
      _ = try DatasetDefinition.parse(tiny.replacingOccurrences(of: old, with: new), file: "t.yaml")
    }
    #expect(found.hasPrefix(start), "\(found)")
  }

  @Test func missingAndUnknownPicturesAreNamed() throws {
    let definition = try DatasetDefinition.parse(tiny, file: "t.yaml")
    let folder = try TemporaryFolder()
    let path = try folder.write("a.zip", PictureFiles.zip)
    #expect(
      message { _ = try definition.load(from: folder.path, orElse: nil) }
        == "\(path): expected 1 pictures of 'H/character01', found 0")
    let other = try DatasetDefinition.parse(
      tiny.replacingOccurrences(of: "G: 2", with: "F: 2"), file: "t.yaml")
    #expect(
      message { _ = try other.load(from: folder.path, orElse: nil) }
        == "\(path): holds 'a/G/character01/1.png', which belongs to no class of 'tiny'")
  }
}
