/// A number computed from named quantities, as a flat program.
///
/// The program is in postfix order: an operation takes its operands from the top of a small stack
/// and leaves its result there. Evaluating allocates nothing.
struct GridExpression: Sendable, Hashable {
  /// What an instruction does.
  enum Operation: UInt8, Sendable, Hashable {
    case constant, quantity
    case add, subtract, multiply, divide, negate
    case less, lessOrEqual, greater, greaterOrEqual, equal, notEqual
    case and, or, not
    case minimum, maximum, magnitude

    /// How many operands it takes.
    var operandCount: Int {
      switch self {
      case .constant, .quantity: 0
      case .negate, .not, .magnitude: 1
      default: 2
      }
    }
  }

  /// One step of the program.
  struct Instruction: Sendable, Hashable {
    var operation: Operation
    /// The constant's value.
    var value = 0.0
    /// The quantity that is looked up.
    var quantity = GridQuantity.steps
  }

  /// The program.
  let instructions: [Instruction]
  /// The largest height of the stack.
  let depth: Int
  /// The expression as it was written.
  let text: String

  /// An expression that is one number.
  init(constant: Double) {
    self.init([Instruction(operation: .constant, value: constant)], text: constant.brief)
  }

  /// Takes a program.
  ///
  /// - Precondition: every operation finds its operands, and one value is left.
  init(_ instructions: [Instruction], text: String) {
    var height = 0
    var depth = 1
    for instruction in instructions {
      height -= instruction.operation.operandCount
      precondition(height >= 0, "expected operands before \(instruction.operation)")
      height += 1
      depth = max(depth, height)
    }
    precondition(height == 1, "expected one result, got \(height)")
    self.instructions = instructions
    self.depth = depth
    self.text = text
  }

  /// Its value where it is one number, whatever happens.
  var constant: Double? {
    guard instructions.count == 1, instructions[0].operation == .constant else { return nil }
    return instructions[0].value
  }

  /// The quantities it speaks of.
  var quantities: Set<GridQuantity> {
    Set(instructions.filter { $0.operation == .quantity }.map(\.quantity))
  }

  /// Its value.
  ///
  /// - Parameter source: where quantities are looked up.
  /// - Returns: a number; comparisons and `and`, `or`, `not` give 1 or 0, a division by 0 gives 0.
  func value(_ source: some GridQuantitySource) -> Double {
    withUnsafeTemporaryAllocation(of: Double.self, capacity: depth) { stack in
      var height = 0
      for instruction in instructions {
        height -= instruction.operation.operandCount
        let result: Double
        switch instruction.operation {
        case .constant: result = instruction.value
        case .quantity: result = source.value(of: instruction.quantity)
        case .negate, .not, .magnitude:
          result = Self.apply(instruction.operation, stack[height], 0)
        default:
          result = Self.apply(instruction.operation, stack[height], stack[height + 1])
        }
        stack[height] = result
        height += 1
      }
      return stack[0]
    }
  }

  /// The result of an operation; one with a single operand ignores the second.
  static func apply(_ operation: Operation, _ a: Double, _ b: Double) -> Double {
    switch operation {
    case .constant, .quantity: a
    case .add: a + b
    case .subtract: a - b
    case .multiply: a * b
    case .divide: b == 0 ? 0 : a / b
    case .negate: -a
    case .less: a < b ? 1 : 0
    case .lessOrEqual: a <= b ? 1 : 0
    case .greater: a > b ? 1 : 0
    case .greaterOrEqual: a >= b ? 1 : 0
    case .equal: a == b ? 1 : 0
    case .notEqual: a != b ? 1 : 0
    case .and: a != 0 && b != 0 ? 1 : 0
    case .or: a != 0 || b != 0 ? 1 : 0
    case .not: a == 0 ? 1 : 0
    case .minimum: min(a, b)
    case .maximum: max(a, b)
    case .magnitude: abs(a)
    }
  }
}

/// Where an expression's quantities are looked up.
protocol GridQuantitySource {
  /// The present value of a quantity.
  func value(of quantity: GridQuantity) -> Double
}
