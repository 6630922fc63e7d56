import Documents
import NeuralNetworks
import TensorCore

/// The features of the transitions in a replay buffer: a row for each of its rows.
struct FeatureColumn {
  /// d, the features of a transition.
  let width: Int
  private var values: [Float] = []

  /// Creates a column that grows to the rows that are written.
  init(width: Int) { self.width = width }

  /// Writes the features of a step of all copies.
  ///
  /// - Parameters:
  ///   - features: `[copies · d]`.
  ///   - row: the buffer's row of the first copy.
  mutating func write(_ features: [Float], at row: Int) {
    let start = row * width
    if values.count < start + features.count {
      values.append(
        contentsOf: repeatElement(0, count: start + features.count - values.count))
    }
    for (index, value) in features.enumerated() { values[start + index] = value }
  }

  /// The features of some rows, `[B, d]`.
  func rows(_ rows: [Int32]) -> Tensor {
    Tensor(shape: [rows.count, width]) { result in
      for (place, row) in rows.enumerated() {
        for index in 0..<width {
          result[place * width + index] = values[Int(row) * width + index]
        }
      }
    }
  }

  /// Writes the features of a buffer's transitions, from the oldest to the latest.
  func write(to file: inout SafeTensors, of replay: ReplayBuffer) {
    file.append(
      "replay.features",
      floats: (0..<replay.count).flatMap { index in
        let start = replay.row(of: index) * width
        return values[start..<(start + width)]
      })
  }

  /// Takes over what `write(to:of:)` wrote.
  ///
  /// - Parameters:
  ///   - file: the checkpoint.
  ///   - replay: the buffer as it was restored.
  /// - Throws: `InputError` where there are more or fewer than its transitions have.
  mutating func read(from file: SafeTensors, of replay: ReplayBuffer) throws {
    let saved = try file.floats("replay.features", count: replay.count * width)
    guard saved.allSatisfy(\.isFinite) else {
      throw InputError("'replay.features' holds a number that is not finite")
    }
    values = []
    for index in 0..<replay.count {
      write(Array(saved[(index * width)..<((index + 1) * width)]), at: replay.row(of: index))
    }
  }
}
