import Datasets
import Determinism
import NeuralNetworks
import TensorCore

/// A task that examples set by themselves, without labels; a body that solves it has learned to see.
///
/// It holds what stands behind the body while the task is learned, and is thrown away afterwards.
package protocol Pretext {
  /// The parameters behind the body, named "head.…".
  var head: [Parameter] { get }
  /// Makes a task of examples, and says how well body and head do in it.
  ///
  /// - Parameters:
  ///   - examples: `[B, …exampleShape]`, as the data set states them.
  ///   - body: The layers that are to learn.
  ///   - random: Decides noise, turns and distortions.
  /// - Returns: The mean loss, recorded; and of how many decisions how many were right, where the task
  ///   has decisions.
  func loss(
    of examples: Tensor, body: Sequential, using random: inout RandomStream
  ) -> (loss: Tensor, right: Int?, decisions: Int)
}

extension Sequential {
  /// The parameters with "head." before their names, to stand beside those of a body.
  func namedAsHead(_ prefix: String = "head.") -> [Parameter] {
    for parameter in state { parameter.name = prefix + parameter.name }
    return parameters
  }
}

extension Standardization {
  /// Examples with each feature less its mean, divided by its deviation.
  ///
  /// - Parameter examples: `[B, …]`, as the data set states them.
  /// - Returns: The same shape.
  func standardized(_ examples: Tensor) -> Tensor {
    let width = examples.count / max(1, examples.shape[0])
    let size = width / means.count
    var result = examples
    result.withUnsafeMutableScalars { values in
      for index in values.indices {
        let group = index % width / size
        values[index] = (values[index] - means[group]) / deviations[group]
      }
    }
    return result
  }
}

/// How many rows have the largest number in the column of their label.
func rightDecisions(_ logits: Tensor, _ labels: [Int32]) -> Int {
  zip(logits.argmax(axis: 1), labels).count { $0 == $1 }
}
