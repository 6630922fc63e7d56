import Datasets
import Determinism
import Documents
import NeuralNetworks
import TensorCore

extension SupervisedLearner {
  /// Everything needed to go on exactly: network, buffers, moments, streams, counters.
  ///
  /// The same state gives the same bytes, whatever way led to it. Names: `network.…`, `best.…` (the
  /// networks' parameters and buffers), `optimizer.…`, `learner.…` (counters, streams, sums).
  ///
  /// - Returns: What `restore` takes.
  /// - Throws: `InputError` where a parameter is not finite, so that no file is overwritten with it.
  public func checkpoint() throws -> SafeTensors {
    let state = model.network.state
    for parameter in state where !parameter.value.isFinite {
      throw diverged("parameter \(parameter.name)")
    }
    var file = SafeTensors()
    for parameter in state { file.append("network.\(parameter.name)", parameter.value) }
    if let best {
      for (parameter, value) in zip(state, best.state) {
        file.append("best.\(parameter.name)", value)
      }
      file.append("best.step", integers: [Int64(best.step)])
      file.append("best.score", doubles: [best.score])
    }
    file.append(optimizer)
    file.append(
      "learner.counters", integers: [step, unreported.weight, ofEpoch.weight].map(Int64.init))
    file.append("learner.sums", doubles: [unreported.total, ofEpoch.total])
    file.append(
      "learner.dropout",
      integers: [Int64(bitPattern: dropout.key), Int64(bitPattern: dropout.position)])
    file.append("learner.dataset", integers: [Int64(training.checksum)])
    file.append(learningOf: model.network.parameters)
    return file
  }

  /// Goes on from a checkpoint of a learner with the same configuration, data set and seed.
  ///
  /// - Parameter file: What ``checkpoint()`` gave.
  /// - Throws: `InputError` that names the entry that is missing or does not fit; the learner must then
  ///   not be used further.
  public mutating func restore(_ file: SafeTensors) throws {
    let checksum = try file.integers("learner.dataset", count: 1)[0]
    guard checksum == Int(training.checksum) else {
      throw InputError(
        "it was trained on other examples than those of '\(training.name)' now", file: file.file,
        remedy: "give the folder with the same files as at the training's beginning")
    }
    let counters = try file.integers("learner.counters", count: 3)
    let sums = try file.doubles("learner.sums", count: 2)
    guard counters.allSatisfy({ $0 >= 0 }), counters[0] <= totalSteps, sums.allSatisfy(\.isFinite),
      counters[1] <= counters[0], counters[2] <= training.count
    else {
      throw InputError(
        "'learner.counters' or 'learner.sums' is out of range: \(counters), \(sums)",
        file: file.file)
    }
    try restoreNetworks(file)
    try file.restore(&optimizer, for: model.network.parameters)
    step = counters[0]
    unreported = LossSum(total: sums[0], weight: counters[1])
    ofEpoch = LossSum(total: sums[1], weight: counters[2])
    let stream = try file.integers("learner.dropout", count: 2)
    dropout = RandomStream(
      key: UInt64(bitPattern: Int64(stream[0])), position: UInt64(bitPattern: Int64(stream[1])))
  }

  private mutating func restoreNetworks(_ file: SafeTensors) throws {
    let state = model.network.state
    for parameter in state {
      parameter.value = try file.tensor("network.\(parameter.name)", shape: parameter.value.shape)
    }
    try file.restore(learningOf: model.network.parameters)
    best = nil
    guard file["best.step"] != nil else { return }
    best = BestNetwork(
      step: try file.integers("best.step", count: 1)[0],
      score: try file.doubles("best.score", count: 1)[0],
      state: try state.map { try file.tensor("best.\($0.name)", shape: $0.value.shape) })
  }
}
