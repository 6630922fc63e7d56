import TensorRuntime

/// Attention for the backward pass: its inputs, its output, and one logarithm per query and head.
final class AttentionNode: Node {
  private let problem: AttentionProblem
  private let inputShapes: [Shape]
  // Beside the query in `saved0`, the output and the logarithms: nil where the query's rows hold all.
  private let savedKey: Storage?
  private let savedValue: Storage?

  // The key is nil where the query's rows hold keys and values too, the value where the key's do.
  init(
    _ problem: AttentionProblem, _ shape: Shape, _ query: Tensor, _ key: Tensor?, _ value: Tensor?,
    _ output: Storage, _ logSums: Storage
  ) {
    self.problem = problem
    inputShapes = [query.shape] + [key, value].compactMap { $0?.shape }
    savedKey = key?.storage
    savedValue = value?.storage
    super.init(
      shape, query.node, key?.node, value?.node, saving: query.storage, output, logSums)
  }

  override func backward(_ dy: Tensor) {
    guard let query = saved0, let output = saved1, let logSums = saved2 else { return }
    if rt_is_recording() { return backwardRecorded(dy, query) }
    let gradients = inputShapes.map { Tensor($0, Storage(count: $0.count)) }
    let atKey = Swift.min(1, gradients.count - 1)
    let atValue = gradients.count - 1
    problem.backward(
      gradients[0].base, gradients[atKey].base, gradients[atValue].base, dy: dy.base,
      output: output.base, logSums: logSums.base, query: query.base,
      key: (savedKey ?? query).base, value: (savedValue ?? savedKey ?? query).base)
    send(gradients)
  }

  private func backwardRecorded(_ dy: Tensor, _ query: Storage) {
    var inputs = [Tensor(inputShapes[0], query, node: input0)]
    if let savedKey { inputs.append(Tensor(inputShapes[1], savedKey, node: input1)) }
    if let savedValue { inputs.append(Tensor(inputShapes[2], savedValue, node: input2)) }
    send(problem.recordedGradients(dy, inputs))
  }

  private func send(_ gradients: [Tensor]) {
    input0?.receive(gradients[0])
    if gradients.count > 1 { input1?.receive(gradients[1]) }
    if gradients.count > 2 { input2?.receive(gradients[2]) }
  }
}
