import Environments
import Visualizer

/// Where in an observation stands what: the numbers of a network's input by name and place.
package struct ObservationLayout: Sendable {
  /// What some of the numbers tell.
  struct Part: Sendable, Hashable {
    /// What they tell.
    var name: String
    /// Cells in a row; 0 where it is a single number with a name of its own.
    var width: Int
    /// Rows of cells.
    var height: Int
    /// The place in the observation of each cell's number; −1 for a cell without one.
    var elements: [Int]

    /// A number.
    static func number(_ name: String, at element: Int) -> Part {
      Part(name: name, width: 0, height: 0, elements: [element])
    }

    /// Cells whose numbers follow one another.
    static func plane(_ name: String, width: Int, height: Int, from first: Int) -> Part {
      Part(
        name: name, width: width, height: height,
        elements: Array(first..<(first + width * height)))
    }

    /// The same, the numbers standing elsewhere.
    func moved(by offset: Int) -> Part {
      var part = self
      part.elements = elements.map { $0 < 0 ? -1 : $0 + offset }
      return part
    }
  }

  let space: Box
  private(set) var parts: [Part]
  private let hasPlanes: Bool
  /// Whether all numbers lie in 0...1 as they are.
  private let isUnit: Bool

  /// Arranges the numbers of a space.
  ///
  /// - Precondition: every place of the parts is one of the space.
  init(_ parts: [Part], of space: Box) {
    precondition(
      parts.allSatisfy { $0.elements.allSatisfy { $0 < space.count } },
      "expected places below \(space.count)")
    self.space = space
    isUnit = space.low.allSatisfy { $0 == 0 } && space.high.allSatisfy { $0 == 1 }
    hasPlanes = parts.contains { $0.width > 0 }
    self.parts = parts
    guard hasPlanes else { return }
    // Among planes a single number is a plane of one cell.
    for index in parts.indices where parts[index].width == 0 {
      self.parts[index].width = 1
      self.parts[index].height = 1
    }
  }

  /// An observation as people can look at it.
  ///
  /// - Parameter observation: `space.count` numbers, as the network gets them.
  /// - Returns: planes, each number between the least and the most it can be; or numbers by name.
  package func view(of observation: [Float]) -> ObservationView {
    precondition(
      observation.count == space.count,
      "expected \(space.count) numbers, got \(observation.count)")
    guard hasPlanes else {
      return .numbers(
        parts.map { part in
          let element = part.elements[0]
          return ObservationNumber(
            name: part.name, value: observation[element],
            range: space.low[element]...space.high[element])
        })
    }
    // Each number once: parts may have it in another order.
    let shares = isUnit ? observation : shares(of: observation)
    return shares.withUnsafeBufferPointer { shares in
      .planes(
        parts.map { part in
          ObservationPlane(
            name: part.name, width: part.width, height: part.height,
            cells: part.elements.map { $0 < 0 ? 0 : shares[$0] })
        })
    }
  }

  /// The places of all numbers between the least and the most they can be.
  private func shares(of observation: [Float]) -> [Float] {
    space.low.withUnsafeBufferPointer { lows in
      space.high.withUnsafeBufferPointer { highs in
        observation.indices.map { Self.share(observation[$0], from: lows[$0], to: highs[$0]) }
      }
    }
  }

  /// A number's place between the least and the most it can be, in 0...1.
  private static func share(_ value: Float, from low: Float, to high: Float) -> Float {
    guard value.isFinite else { return value > 0 ? 1 : 0 }
    guard low.isFinite, high.isFinite, (high - low).isFinite else {
      // Without bounds: half for 0, all for infinity.
      return 0.5 + 0.5 * value / (1 + abs(value))
    }
    guard low < high else { return value > 0 ? 1 : 0 }
    return min(1, max(0, (value - low) / (high - low)))
  }
}
