import Datasets
import Determinism
import Documents
import NeuralNetworks
import TensorCore

extension PretrainingLearner {
  /// Everything needed to go on exactly: body, head, moments, counters.
  ///
  /// Names: `network.…` (the body's parameters and the head's, which are called "head.…"),
  /// `optimizer.…`, `learner.…` (counters and sums).
  ///
  /// - Returns: What `restore` takes.
  /// - Throws: `InputError` where a parameter is not finite, so that no file is overwritten with it.
  public func checkpoint() throws -> SafeTensors {
    var file = SafeTensors()
    for parameter in parameters {
      guard parameter.value.isFinite else { throw diverged("parameter \(parameter.name)") }
      file.append("network.\(parameter.name)", parameter.value)
    }
    file.append(optimizer)
    file.append(
      "learner.counters",
      integers: [step, unreported.weight, unreported.right, unreported.decisions].map(Int64.init))
    file.append("learner.sums", doubles: [unreported.loss])
    file.append("learner.dataset", integers: [Int64(training.checksum)])
    file.append(learningOf: parameters)
    return file
  }

  /// Goes on from a checkpoint of a learner with the same configuration, data set and seed.
  ///
  /// - Parameter file: What ``checkpoint()`` gave.
  /// - Throws: `InputError` that names the entry that is missing or does not fit; the learner must then
  ///   not be used further.
  public mutating func restore(_ file: SafeTensors) throws {
    guard try file.integers("learner.dataset", count: 1)[0] == Int(training.checksum) else {
      throw InputError(
        "it was trained on other examples than those of '\(training.name)' now", file: file.file,
        remedy: "give the folder with the same files as at the training's beginning")
    }
    let counters = try file.integers("learner.counters", count: 4)
    let sums = try file.doubles("learner.sums", count: 1)
    guard counters.allSatisfy({ $0 >= 0 }), counters[0] <= totalSteps, sums[0].isFinite,
      counters[1] <= counters[0], counters[2] <= counters[3], counters[3] <= 1 << 53
    else {
      throw InputError(
        "'learner.counters' or 'learner.sums' is out of range: \(counters), \(sums)",
        file: file.file)
    }
    for parameter in parameters {
      parameter.value = try file.tensor("network.\(parameter.name)", shape: parameter.value.shape)
    }
    try file.restore(learningOf: parameters)
    try file.restore(&optimizer, for: parameters)
    step = counters[0]
    unreported = PretrainingSums(
      loss: sums[0], weight: counters[1], right: counters[2], decisions: counters[3])
  }
}
