import Datasets
import Documents

/// The classes of a data set that few-shot learning learns with, chooses by and is tested with.
public struct FewShotPools: Sendable {
  /// What is learned with.
  public let training: ClassPool
  /// What chooses the best network: classes of its own, or the training classes' other examples.
  public let validation: ClassPool
  /// What is tested with: classes never seen.
  public let test: ClassPool
  /// The checksum of the test part, where its examples of the training classes are the validation's.
  let ofTestPart: UInt32?

  /// The pools of a data set.
  ///
  /// Training and test classes have their examples in the training and the test part. Where the
  /// definition names validation classes, theirs are in the training part.
  ///
  /// - Parameters:
  ///   - definition: Says which class belongs where.
  ///   - data: Its parts.
  ///   - joiningValidation: Whether the classes of the validation are learned too.
  /// - Throws: `InputError` where the set is not for few-shot learning.
  public init(
    _ definition: DatasetDefinition, _ data: DatasetSplits, joiningValidation: Bool = false
  ) throws {
    let classes = try definition.fewShotClasses
    func pool(_ part: Dataset, _ labels: [Int32]) -> ClassPool {
      ClassPool(part, labels: labels, isTurned: classes.isTurned)
    }
    training = pool(data.training, classes.learned(joiningValidation: joiningValidation))
    let hasOwnClasses = !classes.validation.isEmpty
    validation =
      hasOwnClasses
      ? pool(data.training, classes.validation) : pool(data.test, classes.training)
    ofTestPart = hasOwnClasses ? nil : data.test.checksum
    test = pool(data.test, classes.test)
  }
}

extension DatasetDefinition {
  /// How few-shot learning divides the classes.
  ///
  /// - Throws: `InputError` where the set is not for it.
  public var fewShotClasses: FewShotClasses {
    get throws {
      guard exampleShape.count == 3, let fewShot else {
        let able = DatasetRegistry.ids.filter {
          (try? DatasetRegistry.definition($0))?.fewShot != nil
        }
        throw InputError(
          "data set '\(id)' is not divided for few-shot learning: its definition has no 'fewShot'",
          remedy: "take one of \(able.joined(separator: ", "))")
      }
      return fewShot
    }
  }
}
