/// A pooling in a `LayerSpecification`: `[C, H, W]` → `[C, H', W']`.
public struct PoolingSpecification: Hashable, Sendable {
  /// Which module, by its word in YAML.
  public enum Kind: String, CaseIterable, Sendable {
    /// `MaxPool2d`.
    case maximum = "max_pool2d"
    /// `AvgPool2d`.
    case average = "average_pool2d"
    /// `AdaptiveAvgPool2d`.
    case adaptiveAverage = "adaptive_average_pool2d"
  }

  /// Which module.
  public let kind: Kind
  /// The window's size, 1 to 4096; for an adaptive pooling the output's.
  public let size: Int
  /// The window's step, by default the window's size; an adaptive pooling has none.
  public var stride: Int
  /// How much stands before and behind each axis, at most half of the window.
  public var padding = 0

  /// A pooling whose windows stand side by side.
  ///
  /// - Parameters:
  ///   - kind: Which module.
  ///   - size: The window's size, or the output's for an adaptive pooling.
  public init(_ kind: Kind, size: Int) {
    self.kind = kind
    self.size = size
    stride = size
  }

  /// The line in YAML, without what is as by default.
  var yaml: String {
    let isShort = stride == size && padding == 0
    if kind == .adaptiveAverage || isShort { return "\(kind.rawValue): \(size)" }
    var parts = ["kernel: \(size)"]
    if stride != size { parts.append("stride: \(stride)") }
    if padding != 0 { parts.append("padding: \(padding)") }
    return "\(kind.rawValue): {\(parts.joined(separator: ", "))}"
  }

  func effect(on shape: [Int]) throws(LayerMistake) -> LayerEffect {
    let word = kind.rawValue
    guard shape.count == 3 else {
      throw LayerMistake("\(word): expected an input [channels, height, width], got \(shape)")
    }
    if kind == .adaptiveAverage {
      try check(size, "size", from: 1)
      guard stride == size, padding == 0 else {
        throw LayerMistake("\(word): expected neither stride nor padding")
      }
      return LayerEffect(output: [shape[0], size, size])
    }
    try check(size, "kernel", from: 1)
    try check(stride, "stride", from: 1)
    try check(padding, "padding", from: 0)
    var output = [shape[0]]
    for axis in 0..<2 {
      guard padding <= size / 2 else {
        throw LayerMistake(
          "\(word): expected a padding of at most half the kernel \(size), got \(padding)"
        )
      }
      let room = shape[axis + 1] + 2 * padding - size
      guard room >= 0 else {
        throw LayerMistake(
          "\(word): a kernel of \(size) does not fit an input of shape \(shape)")
      }
      output.append(room / stride + 1)
    }
    return LayerEffect(output: output)
  }

  private func check(_ size: Int, _ name: String, from least: Int) throws(LayerMistake) {
    try WindowSize(size).check(kind.rawValue, name, from: least)
  }
}

extension LayerSpecification {
  /// A `MaxPool2d` whose windows stand side by side.
  ///
  /// - Parameter size: The window's size.
  /// - Returns: The layer.
  public static func maxPool2d(_ size: Int) -> Self {
    .pooling(PoolingSpecification(.maximum, size: size))
  }
}
