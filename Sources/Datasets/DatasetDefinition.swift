import Documents

/// A data set as its definition file states it: what it holds, whose it is, where it is to be had.
///
/// A rule that changes, such as the split, raises `version`, since results on different data cannot
/// be compared.
public struct DatasetDefinition: Sendable {
  /// Where the examples stand.
  public enum Format: Sendable, Hashable {
    /// Four IDX files: images and labels of the published training and test parts.
    case idx(training: ImageFiles, test: ImageFiles)
    /// One table with a header; the target stands in this column. A seeded split makes the parts.
    case csv(file: String, target: String, testFraction: Double, seed: UInt64)
    /// Zip archives of PNG files `ANY/GROUP/characterNN/ANY.png`, which hold all classes between them,
    /// and one with official one-shot runs. The test part has the classes that few-shot learning tests.
    case drawings(archives: [String], oneShotRuns: String, perClass: Int)
  }

  /// The two files of a part.
  public struct ImageFiles: Sendable, Hashable {
    /// The file of the images, without `.gz`.
    public let images: String
    /// The file of the labels, without `.gz`.
    public let labels: String
  }

  /// The name by which commands and checkpoints know it: lower-case letters, digits, hyphens.
  public let id: String
  /// The number of its rules, from 1; raised when a rule changes.
  public let version: Int
  /// One line for lists.
  public let summary: String
  /// Who made it.
  public let source: String
  /// On which terms it may be used.
  public let licence: String
  /// Where it is to be had, as a sentence.
  public let whereToGet: String
  /// What the inputs are, in words: units, range, scaling.
  public let inputs: String
  /// How the parts are made, in words.
  public let split: String
  /// Folders within a data folder in which its files may lie, beside that folder itself.
  public let folders: [String]
  /// Its files.
  public let format: Format
  /// Whether its files come with the program.
  public let isShipped: Bool
  /// What is to be predicted.
  public let targets: DatasetTargets
  /// The shape of one example.
  public let exampleShape: [Int]
  /// What each number of the file is divided by.
  public let divisor: Float
  /// The number of examples to learn from.
  public let trainingCount: Int
  /// The number of examples to be judged by.
  public let testCount: Int
  /// How few-shot learning divides its classes; nil where the set is not for it.
  public let fewShot: FewShotClasses?
  /// The recommended training by the name of a network, the recommended network first.
  ///
  /// The keys are those of a supervised configuration; its reader checks them.
  public let training: DocumentMapping?
  /// The file it came from.
  public let file: String
  /// The whole text of the file.
  public let text: String

  /// The names of its files, without `.gz`.
  public var files: [String] {
    switch format {
    case .idx(let training, let test):
      [training.images, training.labels, test.images, test.labels]
    case .csv(let file, _, _, _): [file]
    case .drawings(let archives, _, _): archives
    }
  }

  /// Whether the classes of its test part are others than those of its training part, so that nothing
  /// but few-shot learning can be judged by it.
  public var testsOtherClasses: Bool {
    if case .drawings = format { true } else { false }
  }
}
