import Documents
import NeuralNetworks

/// The priorities of all transitions: saved, restored, and given to those that had none.
extension ReplayBuffer {
  /// Writes the priorities of all transitions; nothing where there are none.
  func writePriorities(to file: inout SafeTensors, prefix: String) {
    guard let priorities else { return }
    var bytes: [UInt8] = []
    for index in 0..<count {
      let units = priorities.tree[row(of: index)]
      for shift in [0, 8, 16, 24] as [UInt32] {
        bytes.append(UInt8(truncatingIfNeeded: units >> shift))
      }
    }
    file.append("\(prefix).priorities", type: .u32, shape: [count], bytes: bytes)
    file.append("\(prefix).largestPriority", integers: [Int64(priorities.largest)])
  }

  /// Takes over what ``writePriorities(to:prefix:)`` wrote for as many transitions.
  ///
  /// - Throws: `InputError` that names the entry that is missing or does not fit.
  mutating func readPriorities(from file: SafeTensors, prefix: String) throws {
    guard var restored = priorities else { return }
    let transitions = count
    let bytes = try file.bytes("\(prefix).priorities", type: .u32, count: 4 * transitions)
    let largest = try file.integers("\(prefix).largestPriority", count: 1)[0]
    let units = (0..<transitions).map { index in
      (0..<4).reduce(UInt32(0)) { $0 | UInt32(bytes[4 * index + $1]) << UInt32(8 * $1) }
    }
    guard (Int(Priorities.one)...Int(UInt32.max)).contains(largest),
      units.allSatisfy({ $0 >= 1 && Int($0) <= largest })
    else {
      throw InputError(
        "\(prefix).priorities or \(prefix).largestPriority holds a number out of range: priorities are "
          + "1...largest, the largest \(Priorities.one)...\(UInt32.max)")
    }
    restored.largest = UInt32(largest)
    for (index, units) in units.enumerated() { restored.tree[row(of: index)] = units }
    priorities = restored
  }

  /// Begins to prefer transitions; those present come in as new ones do.
  mutating func prefer(by settings: PrioritySettings) {
    var fresh = Priorities(settings: settings, count: slots * copies)
    for index in 0..<count { fresh.add(row(of: index)..<(row(of: index) + 1)) }
    priorities = fresh
  }

  /// The sum of all priorities, in units.
  var prioritySum: UInt64 { priorities?.tree.total ?? 0 }

  /// The priority of a row, in units.
  func priorityUnits(of row: Int32) -> UInt32 { priorities?.tree[Int(row)] ?? 0 }
}
