import TensorCore

/// What an optimizer remembers of each parameter: some fields of the parameter's shape, and a count.
///
/// Slots are found by position as long as the same parameters come in the same order, and by name
/// where they do not, so the warm way compares a few short names and takes no memory.
struct OptimizerMemory: Sendable {
  struct Slot: Sendable {
    let name: String
    let shape: Shape
    /// The position of its group among the optimizer's groups; nil where none selects it.
    var group: Int?
    /// How often the parameter was changed.
    ///
    /// Held at 2²⁴, the largest count that a Float tells from its neighbours; every correction 1 − βᵗ has long been 1 by then.
    var updates = 0
    /// The fields; nil before the first change.
    var values: FieldBlock?

    init(name: String, shape: Shape) {
      self.name = name
      self.shape = shape
    }

    /// The distance of two fields: each begins at a whole cache line.
    var stride: Int { (shape.count + 15) & ~15 }
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
  /// `body` gets the parameter, the position of its group, how often it has been changed with this
  /// time, and the fields, one every `stride` floats.
  mutating func step(
    _ parameters: [Parameter], groups: [ParameterGroup],
    _ body: (
      Parameter, _ group: Int?, _ updates: Int, _ fields: UnsafeMutablePointer<Float>,
      _ stride: Int
    ) -> Void
  ) {
    updates += 1
    if !isBound(to: parameters) { bind(to: parameters, groups: groups) }
    for position in parameters.indices {
      let parameter = parameters[position]
      guard parameter.isTrainable, parameter.gradient != nil else { continue }
      let index = order[position]
      let stride = slots[index].stride
      // Taken out of the slot, so that the block has one owner and is changed in place.
      var values = slots[index].values.take() ?? FieldBlock(zeros: fields.count * stride)
      let updates = min(slots[index].updates + 1, Self.largestCount)
      let group = slots[index].group
      values.withFields { body(parameter, group, updates, $0, stride) }
      slots[index].updates = updates
      slots[index].values = values
    }
  }

  /// Makes the next step find slots and groups anew.
  mutating func forgetOrder() { order = [] }

  private func isBound(to parameters: [Parameter]) -> Bool {
    guard order.count == parameters.count else { return false }
    for position in parameters.indices
    where slots[order[position]].name != parameters[position].name {
      return false
    }
    return true
  }

  private mutating func bind(to parameters: [Parameter], groups: [ParameterGroup]) {
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
      slots[index].group = groups.firstIndex { $0.selects(parameter) }
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
      for (index, field) in fields.enumerated() {
        guard let values = slot.values else { continue }
        entries.append(
          (
            "\(prefix).\(field).\(slot.name)",
            values.tensor(at: index * slot.stride, shape: slot.shape)
          ))
      }
      entries.append(
        ("\(prefix).updates.\(slot.name)", Tensor([Float(slot.updates)], shape: [1])))
    }
    return entries.sorted { $0.name.utf8.lexicographicallyPrecedes($1.name.utf8) }
  }
}

/// A block of floats from the tensors' pool, as a value: copies share it until one is changed.
///
/// The block is aligned to cache lines, and the pool's memory is touched before.
struct FieldBlock: @unchecked Sendable {
  // Sendable because an optimizer is a value: whoever changes a shared block copies it first, and
  // nothing but the elements of the tensor is used.
  private var tensor: Tensor

  init(zeros count: Int) { tensor = Tensor.zeros([count]) }

  /// Calls `body` with the floats, to change them.
  mutating func withFields(_ body: (UnsafeMutablePointer<Float>) -> Void) {
    tensor.withUnsafeMutableScalars { buffer in
      if let base = buffer.baseAddress { body(base) }
    }
  }

  /// A copy of some of the floats.
  func tensor(at start: Int, shape: Shape) -> Tensor {
    Tensor(shape: shape) { copy in
      tensor.withUnsafeScalars { _ = copy.update(fromContentsOf: $0[start..<start + copy.count]) }
    }
  }
}
