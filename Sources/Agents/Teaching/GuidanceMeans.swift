import Documents
import NeuralNetworks

/// What only a guided training reports: sums since the last report, and what the teachers reached.
struct GuidanceMeans: Hashable {
  /// Mean guidance before it is weighed, mean weight, the part of demonstrations in the batches, and
  /// the mean return of the teachers' own play.
  static let names = ["guidanceLoss", "guidanceWeight", "demonstratedPart", "teacherReturn"]

  /// The mean return of the teachers' episodes; nil where they have not played.
  var teacherReturn: Double?
  private var updates = 0
  private var demonstratedUpdates = 0
  private var losses = 0.0
  private var weights = 0.0
  private var demonstrated = 0.0

  init() {}

  /// Counts an update with the weight of its guidance; nil where nothing can be demonstrated.
  mutating func add(weight: Float, demonstrated part: Double?) {
    updates += 1
    weights += Double(weight)
    guard let part else { return }
    demonstratedUpdates += 1
    demonstrated += part
  }

  /// Adds the guidance of the same update, before it is weighed.
  mutating func add(loss: Float) { losses += Double(loss) }

  /// The means in the order of ``names``; the sums begin anew.
  mutating func take() -> [Double?] {
    defer {
      let reached = teacherReturn
      self = GuidanceMeans()
      teacherReturn = reached
    }
    let count = Double(updates)
    return [
      updates > 0 ? losses / count : nil, updates > 0 ? weights / count : nil,
      demonstratedUpdates > 0 ? demonstrated / Double(demonstratedUpdates) : nil, teacherReturn,
    ]
  }

  func write(to file: inout SafeTensors) {
    file.append(
      "guidance.counts", integers: [updates, demonstratedUpdates].map(Int64.init))
    file.append("guidance.sums", doubles: [losses, weights, demonstrated])
    file.append("guidance.teacherReturn", doubles: teacherReturn.map { [$0] } ?? [])
  }

  mutating func read(from file: SafeTensors) throws {
    let counts = try file.counts("guidance.counts", count: 2)
    let sums = try file.doubles("guidance.sums", count: 3)
    (updates, demonstratedUpdates) = (counts[0], counts[1])
    (losses, weights, demonstrated) = (sums[0], sums[1], sums[2])
    let reached = try file.doubles("guidance.teacherReturn")
    guard reached.count <= 1, reached.allSatisfy(\.isFinite) else {
      throw InputError("'guidance.teacherReturn' holds no return: \(reached)", file: file.file)
    }
    teacherReturn = reached.first
  }
}
