import TensorCore

/// What an optimizer remembers of each parameter: some fields of the parameter's shape, and a count.
///
/// Slots are found by position as long as the same parameters come in the same order, and by name
/// where they do not, so the warm way compares a few short names and takes no memory.
struct OptimizerMemory: Sendable {
  struct Slot: Sendable {
    let name: String
    let shape: Shape
    /// How often the parameter was changed.
    ///
    /// Held at 2²⁴, the largest count that a Float tells from its neighbours; every correction 1 − βᵗ has long been 1 by then.
    var updates = 0
    /// The fields one after another, each of the shape's count.
    ///
    /// Empty before the first change.
    var values: [Float] = []
  }

  static let largestCount = 1 << 24

  /// The optimizer's word in the names of its state: `adam`.
  let prefix: String
  /// The names of the fields: `m`, `v`.
  let fields: [String]
  private(set) var updates = 0
  private var slots: [Slot] = []
  /// For each position of the last list of parameters, its slot.
  private var order: [Int] = []

  init(prefix: String, fields: [String]) {
    self.prefix = prefix
    self.fields = fields
  }

  /// Counts one update and hands each parameter that takes part to `body`, in order.
  ///
  /// `body` gets the parameter, how often it has been changed with this time, and the fields: the
  /// pointer is to the first one, the next ones follow at distances of the parameter's count.
  mutating func step(
    _ parameters: [Parameter],
    _ body: (Parameter, _ updates: Int, _ fields: UnsafeMutablePointer<Float>?) -> Void
  ) {
    updates += 1
    if !isBound(to: parameters) { bind(to: parameters) }
    for position in parameters.indices {
      let parameter = parameters[position]
      guard parameter.isTrainable, parameter.gradient != nil else { continue }
      let index = order[position]
      if slots[index].updates == 0, slots[index].values.isEmpty {
        slots[index].values = [Float](
          repeating: 0, count: fields.count * slots[index].shape.count)
      }
      slots[index].updates = min(slots[index].updates + 1, Self.largestCount)
      let count = slots[index].updates
      slots[index].values.withUnsafeMutableBufferPointer { body(parameter, count, $0.baseAddress) }
    }
  }

  private func isBound(to parameters: [Parameter]) -> Bool {
    guard order.count == parameters.count else { return false }
    for position in parameters.indices
    where slots[order[position]].name != parameters[position].name {
      return false
    }
    return true
  }

  private mutating func bind(to parameters: [Parameter]) {
    order.removeAll(keepingCapacity: true)
    var positions: [String: Int] = [:]
    for (index, slot) in slots.enumerated() { positions[slot.name] = index }
    var isTaken = [Bool](repeating: false, count: slots.count + parameters.count)
    for parameter in parameters {
      let index = positions[parameter.name] ?? slots.count
      if index == slots.count {
        positions[parameter.name] = index
        slots.append(Slot(name: parameter.name, shape: parameter.value.shape))
      }
      precondition(
        !isTaken[index], "\(prefix): expected different names, got '\(parameter.name)' twice")
      precondition(
        slots[index].shape == parameter.value.shape,
        """
        \(prefix): expected '\(parameter.name)' of shape \(slots[index].shape) as before, \
        got \(parameter.value.shape)
        """)
      isTaken[index] = true
      order.append(index)
    }
  }

  /// Puts other slots in the place of all.
  mutating func replace(slots: [Slot], updates: Int) {
    self.slots = slots
    self.updates = updates
    order = []
  }

  /// The slots as named tensors, sorted by name.
  var state: [(name: String, tensor: Tensor)] {
    var entries: [(name: String, tensor: Tensor)] = []
    for slot in slots where slot.updates > 0 {
      let count = slot.shape.count
      for (index, field) in fields.enumerated() {
        let values = Array(slot.values[index * count..<(index + 1) * count])
        entries.append(("\(prefix).\(field).\(slot.name)", Tensor(values, shape: slot.shape)))
      }
      entries.append(
        ("\(prefix).updates.\(slot.name)", Tensor([Float(slot.updates)], shape: [1])))
    }
    return entries.sorted { $0.name.utf8.lexicographicallyPrecedes($1.name.utf8) }
  }
}

/// Splits a parameter's elements between the threads.
///
/// Each element is changed by itself, so the split changes no bit. `body` gets value and gradient at `start`, and how many elements to change.
@inline(__always)
func forEachPart(
  _ value: UnsafeMutableBufferPointer<Float>, _ gradient: UnsafeBufferPointer<Float>,
  _ body: (
    UnsafeMutablePointer<Float>, UnsafePointer<Float>, _ start: Int, _ count: Int
  ) -> Void
) {
  guard let values = value.baseAddress, let gradients = gradient.baseAddress else { return }
  Parallel.forEachRange(count: value.count, minimumPerPart: 32_768) { range in
    body(values + range.lowerBound, gradients + range.lowerBound, range.lowerBound, range.count)
  }
}
