extension GridExpression {
  /// An interval that holds every value the expression can have.
  ///
  /// Interval arithmetic: the bounds come from the same operations as the values, and rounding is
  /// monotone, so that no value lies outside.
  ///
  /// - Parameter range: the interval of each quantity.
  /// - Returns: the interval; of a division by what can be 0, all numbers.
  func range(_ range: (GridQuantity) -> ClosedRange<Double>) -> ClosedRange<Double> {
    var stack: [ClosedRange<Double>] = []
    for instruction in instructions {
      let count = instruction.operation.operandCount
      let operands = Array(stack.suffix(count))
      stack.removeLast(count)
      switch instruction.operation {
      case .constant: stack.append(instruction.value...instruction.value)
      case .quantity: stack.append(range(instruction.quantity))
      default: stack.append(Self.range(instruction.operation, operands))
      }
    }
    return stack[0]
  }

  private static func range(
    _ operation: Operation, _ operands: [ClosedRange<Double>]
  ) -> ClosedRange<Double> {
    let a = operands[0]
    let b = operands.count > 1 ? operands[1] : a
    switch operation {
    case .constant, .quantity: return a
    case .add: return a.lowerBound + b.lowerBound...a.upperBound + b.upperBound
    case .subtract: return a.lowerBound - b.upperBound...a.upperBound - b.lowerBound
    case .multiply, .divide:
      if operation == .divide, b.contains(0) { return -.infinity ... .infinity }
      var results: [Double] = []
      for first in [a.lowerBound, a.upperBound] {
        for second in [b.lowerBound, b.upperBound] {
          results.append(apply(operation, first, second))
        }
      }
      // Infinity times 0 says nothing.
      guard let low = results.min(), let high = results.max(), low <= high,
        !results.contains(where: \.isNaN)
      else { return -.infinity ... .infinity }
      return low...high
    case .negate: return -a.upperBound ... -a.lowerBound
    case .less, .lessOrEqual, .greater, .greaterOrEqual, .equal, .notEqual, .and, .or, .not:
      return 0...1
    case .minimum:
      return min(a.lowerBound, b.lowerBound)...min(a.upperBound, b.upperBound)
    case .maximum:
      return max(a.lowerBound, b.lowerBound)...max(a.upperBound, b.upperBound)
    case .magnitude:
      let high = max(abs(a.lowerBound), abs(a.upperBound))
      return (a.contains(0) ? 0 : min(abs(a.lowerBound), abs(a.upperBound)))...high
    }
  }
}
