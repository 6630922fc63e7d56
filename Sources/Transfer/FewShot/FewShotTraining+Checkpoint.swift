import Determinism
import Documents
import NeuralNetworks
import TensorCore

extension FewShotTraining {
  /// Everything needed to go on exactly: network and buffers, moments, counters, sums.
  ///
  /// Names: `network.…`, `best.…`, `optimizer.…`, `learner.…`.
  ///
  /// - Returns: What `restore` takes.
  /// - Throws: `InputError` where a parameter is not finite, so that no file is overwritten with it.
  public func checkpoint() throws -> SafeTensors {
    for parameter in network.state where !parameter.value.isFinite {
      throw InputError(
        "training diverged at update \(step): parameter \(parameter.name) is not finite",
        remedy: "take a smaller learningRate")
    }
    var file = SafeTensors()
    for parameter in network.state { file.append("network.\(parameter.name)", parameter.value) }
    if let best {
      for (parameter, value) in zip(network.state, best.state) {
        file.append("best.\(parameter.name)", value)
      }
      file.append("best.step", integers: [Int64(best.step)])
      file.append("best.score", doubles: [best.score])
    }
    file.append(optimizer)
    file.append("learner.counters", integers: [step, losses.weight].map(Int64.init))
    file.append("learner.sums", doubles: [losses.total, accuracies.total])
    file.append("learner.dataset", integers: [Int64(pools.training.dataset.checksum)])
    if let checksum = pools.ofTestPart {
      file.append("learner.validation", integers: [Int64(checksum)])
    }
    file.append(learningOf: network.parameters)
    return file
  }

  /// Goes on from a checkpoint of a training with the same configuration, data set and seed.
  ///
  /// - Parameter file: What ``checkpoint()`` gave.
  /// - Throws: `InputError` that names the entry that is missing or does not fit; the training must
  ///   then not be used further.
  public mutating func restore(_ file: SafeTensors) throws {
    let checksum = try file.integers("learner.dataset", count: 1)[0]
    let judged = try pools.ofTestPart.map { _ in
      try file.integers("learner.validation", count: 1)[0]
    }
    guard checksum == Int(pools.training.dataset.checksum),
      judged == pools.ofTestPart.map({ Int($0) })
    else {
      throw InputError(
        "it was trained on other examples than those of '\(pools.training.dataset.name)' now",
        file: file.file,
        remedy: "give the folder with the same files as at the training's beginning")
    }
    let counters = try file.integers("learner.counters", count: 2)
    let sums = try file.doubles("learner.sums", count: 2)
    guard counters.allSatisfy({ $0 >= 0 }), counters[0] <= configuration.updates,
      counters[1] <= counters[0], sums.allSatisfy(\.isFinite)
    else {
      throw InputError(
        "'learner.counters' or 'learner.sums' is out of range: \(counters), \(sums)",
        file: file.file)
    }
    let state = network.state
    for parameter in state {
      parameter.value = try file.tensor("network.\(parameter.name)", shape: parameter.value.shape)
    }
    try file.restore(learningOf: network.parameters)
    try file.restore(&optimizer, for: network.parameters)
    try restoreBest(after: counters[0], file)
    step = counters[0]
    losses = LossSum(total: sums[0], weight: counters[1])
    accuracies = LossSum(total: sums[1], weight: counters[1])
  }

  /// There is a best network from the first validation on, if there is any.
  private mutating func restoreBest(after step: Int, _ file: SafeTensors) throws {
    best = nil
    guard !configuration.trainOnValidation,
      step >= min(configuration.validationInterval, configuration.updates)
    else { return }
    let found = BestNetwork(
      step: try file.integers("best.step", count: 1)[0],
      score: try file.doubles("best.score", count: 1)[0],
      state: try network.state.map {
        try file.tensor("best.\($0.name)", shape: $0.value.shape)
      })
    guard (0...step).contains(found.step), (0...1).contains(found.score) else {
      throw InputError(
        "'best.step' or 'best.score' is out of range: \(found.step), \(found.score)",
        file: file.file)
    }
    best = found
  }

  /// A network of its own with the best parameters by validation, else the present ones.
  ///
  /// - Returns: The network.
  public func bestNetwork() -> Sequential {
    var random = RandomStream(seed: 0)
    let copy = specification.makeNetwork(using: &random)
    for (index, parameter) in copy.state.enumerated() {
      parameter.value = best?.state[index] ?? network.state[index].value
    }
    return copy
  }
}
