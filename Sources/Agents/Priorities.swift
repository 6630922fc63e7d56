import Determinism
import TensorCore

/// How transitions are preferred by what was wrong about them.
///
/// - Source: Schaul et al. 2016, https://arxiv.org/abs/1511.05952, the proportional variant.
public struct PrioritySettings: Hashable, Sendable {
  /// α: 0 draws all equally likely, 1 in proportion to the error; `0...1`.
  public var exponent: Float
  /// Added to each error, so that none is never drawn again; > 0.
  public var offset: Float

  /// Creates settings; the defaults are the paper's.
  public init(exponent: Float = 0.6, offset: Float = 1e-6) {
    precondition((0...1).contains(exponent), "expected an exponent in 0...1, got \(exponent)")
    precondition(offset > 0, "expected an offset above 0, got \(offset)")
    self.exponent = exponent
    self.offset = offset
  }
}

/// The priorities of the rows of a replay buffer: (|error| + offset)^α, in units of 2⁻¹⁶.
///
/// As whole numbers their sums are exact. A priority is at least one unit and at most 2³² − 1.
struct Priorities: Hashable {
  /// Units of a priority of 1, with which the first transitions come in.
  static let one: UInt32 = 1 << 16

  let settings: PrioritySettings
  /// 0 where there is no transition.
  var tree: SumTree
  /// The largest priority that any transition has had, at least 1: that of a new one.
  var largest = one

  init(settings: PrioritySettings, count: Int) {
    self.settings = settings
    tree = SumTree(count: count)
  }

  mutating func add(_ rows: Range<Int>) {
    for row in rows { tree[row] = largest }
  }

  mutating func remove(_ rows: Range<Int>) {
    for row in rows { tree[row] = 0 }
  }

  mutating func update(rows: [Int32], errors: Tensor) {
    let sizes = withoutGradients { (errors.abs() + settings.offset).pow(settings.exponent) }
    sizes.withUnsafeScalars { sizes in
      var largest = largest
      tree.set(rows) { index in
        let units = Self.units(sizes[index])
        largest = max(largest, units)
        return units
      }
      self.largest = largest
    }
  }

  /// A priority in units.
  static func units(_ priority: Float) -> UInt32 {
    precondition(priority.isFinite, "expected finite errors, got the priority \(priority)")
    let scaled = (priority * Float(one)).rounded()
    return scaled < 1 ? 1 : scaled >= 0x1p32 ? .max : UInt32(scaled)
  }

  /// Draws one row from each of equal parts of the sum.
  ///
  /// - Parameters:
  ///   - rows: is overwritten.
  ///   - positions: as long; is overwritten.
  ///   - oldest: the row at which the sum begins. The rows are a ring: so counted from the oldest
  ///     transition, a draw does not depend on where in the ring it lies.
  ///   - random: one `integer(below:)` for each row.
  func draw(
    into rows: inout [Int32], positions: inout [UInt64], from oldest: Int,
    using random: inout RandomStream
  ) {
    let (total, parts) = (tree.total, UInt64(rows.count))
    let start = tree.sum(before: oldest)
    let (width, rest) = total.quotientAndRemainder(dividingBy: parts)
    func beginning(of part: UInt64) -> UInt64 { part * width + part * rest / parts }
    var begin = beginning(of: 0)
    for index in rows.indices {
      let end = beginning(of: UInt64(index) + 1)
      let span = max(1, end - begin)
      var position = begin + UInt64(random.integer(below: Int(span))) + start
      if position >= total { position -= total }
      positions[index] = position
      begin = end
    }
    tree.findIndices(at: &positions, into: &rows)
  }

  /// Importance weights, (smallest priority / priority)^β: 1 for the largest weight of the batch.
  func weights(of rows: [Int32], exponent: Float) -> Tensor {
    Self.weights(count: rows.count, exponent: exponent) { tree[Int(rows[$0])] }
  }

  /// The same of priorities by their place in a batch.
  static func weights(
    count: Int, exponent: Float, units: (_ place: Int) -> UInt32
  ) -> Tensor {
    var smallest = UInt32.max
    for place in 0..<count { smallest = min(smallest, units(place)) }
    let ratios = Tensor(shape: [count]) { ratios in
      for place in ratios.indices { ratios[place] = Float(smallest) / Float(units(place)) }
    }
    return withoutGradients { ratios.pow(exponent) }
  }
}
