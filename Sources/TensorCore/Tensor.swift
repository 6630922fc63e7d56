import TensorKernels

/// An array of 32-bit floats in row-major order, with a shape: a value.
///
/// Copies share their elements until one of them is mutated. Operations whose inputs come from a
/// `Parameter` are recorded, so that `backward()` can find the gradients; see `Parameter` and
/// `withoutGradients(_:)`.
///
/// - Note: not `Sendable`. A tensor and the graph behind it belong to one thread at a time; nothing
///   here takes a lock.
public struct Tensor {
  /// The sizes of the axes.
  public let shape: Shape
  var storage: Storage
  /// The operation that made this tensor, or the leaf it is; nil for a constant.
  var node: Node?

  @inline(__always)
  init(_ shape: Shape, _ storage: Storage, node: Node? = nil) {
    self.shape = shape
    self.storage = storage
    self.node = node
  }

  /// A tensor of these elements in row-major order.
  ///
  /// - Precondition: there are as many as the shape has.
  public init(_ scalars: [Float], shape: Shape) {
    precondition(
      scalars.count == shape.count,
      "expected \(shape.count) elements for shape \(shape), got \(scalars.count)")
    self.init(shape: shape) { buffer in
      for i in 0..<buffer.count { buffer[i] = scalars[i] }
    }
  }

  /// A vector of these elements, `[scalars.count]`.
  public init(_ scalars: [Float]) { self.init(scalars, shape: Shape(scalars.count)) }

  /// A scalar, shape `[]`.
  public init(_ scalar: Float) {
    self.init(Shape(), Storage(count: 1))
    storage.base[0] = scalar
  }

  /// A tensor whose elements `body` writes, all of them: they are undefined before.
  public init(shape: Shape, initializedBy body: (UnsafeMutableBufferPointer<Float>) -> Void) {
    self.init(shape, Storage(count: shape.count))
    body(UnsafeMutableBufferPointer(start: storage.base, count: storage.count))
  }

  /// A tensor of zeros.
  public static func zeros(_ shape: Shape) -> Tensor { full(shape, 0) }

  /// A tensor of ones.
  public static func ones(_ shape: Shape) -> Tensor { full(shape, 1) }

  /// A tensor with one value everywhere.
  public static func full(_ shape: Shape, _ value: Float) -> Tensor {
    let storage = Storage(count: shape.count)
    ck_fill(storage.base, value, storage.count)
    return Tensor(shape, storage)
  }

  /// The number of elements.
  public var count: Int { storage.count }

  /// The elements in row-major order (copies them).
  public var scalars: [Float] {
    [Float](UnsafeBufferPointer(start: storage.base, count: storage.count))
  }

  /// The only element.
  ///
  /// - Precondition: the tensor has exactly one.
  public var item: Float {
    precondition(count == 1, "item: expected one element, got shape \(shape)")
    return storage.base[0]
  }

  /// Calls `body` with the elements in row-major order; the buffer is valid inside it alone.
  @inline(__always)
  public func withUnsafeScalars<R>(_ body: (UnsafeBufferPointer<Float>) throws -> R) rethrows -> R {
    try body(UnsafeBufferPointer(start: storage.base, count: storage.count))
  }

  /// Calls `body` with the elements to change them.
  ///
  /// Copies them first where another tensor, or a graph that still waits for its backward pass,
  /// shares them. The result is a constant: the change is not recorded.
  public mutating func withUnsafeMutableScalars<R>(
    _ body: (UnsafeMutableBufferPointer<Float>) throws -> R
  ) rethrows -> R {
    makeUnique()
    node = nil
    return try body(UnsafeMutableBufferPointer(start: storage.base, count: storage.count))
  }

  /// The same elements as a constant: gradients do not flow through it.
  public var detached: Tensor { Tensor(shape, storage) }

  /// Whether the elements are all finite, neither infinite nor NaN.
  public var isFinite: Bool { ck_all_finite(storage.base, storage.count) }

  /// Makes this tensor the only owner of its elements, and drops what was packed from them.
  @inline(__always)
  mutating func makeUnique() {
    if !isKnownUniquelyReferenced(&storage) {
      let copy = Storage(count: storage.count)
      ck_copy(copy.base, storage.base, storage.count)
      storage = copy
    }
    storage.elementsChanged()
  }

  @inline(__always) var base: UnsafeMutablePointer<Float> { storage.base }
}

extension Tensor: CustomStringConvertible {
  /// The shape and the first elements, for messages and the debugger.
  public var description: String {
    let shown = scalars.prefix(16).map { "\($0)" }.joined(separator: ", ")
    return "Tensor\(shape)(\(shown)\(count > 16 ? ", …" : ""))"
  }
}
