import TensorCore

/// How a tensor of a source comes into one of the target where the shapes differ.
public enum TensorFit: String, CaseIterable, Sendable, Hashable {
  /// Not at all: the target keeps its first random values.
  case reinitialize
  /// The block that both have is copied: the first rows, columns, channels; the rest stays random.
  case overlap
  /// Every input channel becomes the mean of the source's, as grey does from colours.
  case mean
  /// The rows of outputs (actions, classes) that both name are copied, also where shapes are equal.
  case names
  /// Not at all: a linear map before the first layer, or behind the last, stands between the shapes,
  /// and the tensor keeps its own. See ``TransferRules/adapts(_:)``.
  case adapter
}

/// The names of a network's outputs on both sides: actions or classes.
public struct OutputNames: Sendable, Hashable {
  /// The source's, in the order of its outputs; none where they have no names.
  public var source: [String]
  /// The target's.
  public var target: [String]

  /// The names on both sides.
  public init(source: [String] = [], target: [String] = []) {
    self.source = source
    self.target = target
  }
}

/// What came of fitting one tensor.
enum FittedTensor {
  /// The source's values as they are.
  case equal
  /// New values, and how they came about.
  case adapted(Tensor, how: String)
  /// Nothing could be taken, and why.
  case unfit(String)
}

extension TensorFit {
  /// Fits a source's values to a target's shape.
  ///
  /// - Parameters:
  ///   - source: The values to take.
  ///   - target: The values that stay where nothing is taken.
  ///   - outputs: What the rows of a last layer are called.
  /// - Returns: What came of it.
  func fit(_ source: Tensor, to target: Tensor, outputs: OutputNames) -> FittedTensor {
    let shapes = "\(target.shape) here, \(source.shape) in the source"
    if self == .names { return fitNames(source, to: target, outputs, shapes) }
    guard source.shape != target.shape else { return .equal }
    let (from, to) = (source.shape.dimensions, target.shape.dimensions)
    switch self {
    case .names, .reinitialize, .adapter:
      return .unfit(shapes)
    case .overlap:
      guard from.count == to.count else { return .unfit(shapes + ": other axes") }
      let block = zip(from, to).map { min($0, $1) }
      return .adapted(
        copyingBlock(of: source, into: target, block), how: "overlap \(block) of \(source.shape)")
    case .mean:
      guard from.count == to.count, from.count >= 2, from[0] == to[0],
        from.dropFirst(2) == to.dropFirst(2)
      else { return .unfit(shapes + ": more than the input channels differ") }
      return .adapted(
        meanOverChannels(of: source, shape: target.shape),
        how: "mean over \(from[1]) input channels for \(to[1])")
    }
  }

  /// The rows that both sides have a name for; a row may stand for several outputs in a row.
  private func fitNames(
    _ source: Tensor, to target: Tensor, _ outputs: OutputNames, _ shapes: String
  ) -> FittedTensor {
    let (from, to) = (source.shape.dimensions, target.shape.dimensions)
    let (sources, targets) = (outputs.source, outputs.target)
    guard !sources.isEmpty, !targets.isEmpty else {
      return .unfit("outputs have no names on both sides")
    }
    guard let rows = from.first, let targetRows = to.first, from.dropFirst() == to.dropFirst(),
      rows % sources.count == 0, targetRows % targets.count == 0,
      rows / sources.count == targetRows / targets.count
    else {
      return .unfit("\(shapes): no rows for \(sources.count) and \(targets.count) outputs")
    }
    let width = source.count / sources.count
    let values = source.scalars
    var result = target.scalars
    var found: [String] = []
    for (index, name) in targets.enumerated() {
      guard let origin = sources.firstIndex(of: name) else { continue }
      found.append(name)
      for place in 0..<width { result[index * width + place] = values[origin * width + place] }
    }
    guard !found.isEmpty else { return .unfit("no output has the same name on both sides") }
    let list = found.prefix(6).joined(separator: ", ") + (found.count > 6 ? ", …" : "")
    return .adapted(
      Tensor(result, shape: target.shape),
      how: "\(found.count) of \(targets.count) by name: \(list)")
  }
}

/// The target with the first elements of each axis taken from the source.
private func copyingBlock(of source: Tensor, into target: Tensor, _ block: [Int]) -> Tensor {
  let (from, to) = (source.shape.dimensions, target.shape.dimensions)
  let values = source.scalars
  var result = target.scalars
  let length = block.last ?? 1
  let lines = block.dropLast()
  for line in 0..<lines.reduce(1, *) {
    var (rest, sourceStart, targetStart, sourceStride, targetStride) = (line, 0, 0, 1, 1)
    sourceStride = from.last ?? 1
    targetStride = to.last ?? 1
    for axis in lines.indices.reversed() {
      let index = rest % block[axis]
      rest /= block[axis]
      sourceStart += index * sourceStride
      targetStart += index * targetStride
      sourceStride *= from[axis]
      targetStride *= to[axis]
    }
    for place in 0..<length { result[targetStart + place] = values[sourceStart + place] }
  }
  return Tensor(result, shape: target.shape)
}

/// Every input channel (axis 1) as the mean of the source's, scaled so that the layer answers an input
/// that is equal in all channels as before: the sum over the source's channels, shared evenly.
private func meanOverChannels(of source: Tensor, shape: Shape) -> Tensor {
  let from = source.shape.dimensions
  let inner = from.dropFirst(2).reduce(1, *)
  let (channels, targets) = (from[1], shape[1])
  let values = source.scalars
  var result: [Float] = []
  result.reserveCapacity(shape.count)
  for row in 0..<from[0] {
    var shares = [Float](repeating: 0, count: inner)
    for channel in 0..<channels {
      for place in 0..<inner {
        shares[place] += values[(row * channels + channel) * inner + place]
      }
    }
    for _ in 0..<targets { result += shares.map { $0 / Float(targets) } }
  }
  return Tensor(result, shape: shape)
}
