import Documents
import NeuralNetworks

/// What only DQN reports: sums since the last report.
struct DQNMetrics: Hashable {
  private var updates = 0
  private var errors = 0.0
  private var priorities = 0.0
  private var rewards = 0
  private var bonuses = 0.0

  init() {}

  mutating func add(error: Float, priority: Float?) {
    updates += 1
    errors += Double(error)
    priorities += Double(priority ?? 0)
  }

  mutating func add(bonus: Float) {
    rewards += 1
    bonuses += Double(bonus)
  }

  /// The means in the order of ``names``; the sums begin anew.
  mutating func take(importanceExponent: Float?) -> [Double?] {
    defer { self = DQNMetrics() }
    let count = Double(updates)
    return [
      updates > 0 ? errors / count : nil,
      updates > 0 && importanceExponent != nil ? priorities / count : nil,
      importanceExponent.map(Double.init),
      rewards > 0 ? bonuses / Double(rewards) : nil,
    ]
  }

  static let names = ["meanError", "meanPriority", "importanceExponent", "meanBonus"]

  func write(to file: inout SafeTensors) {
    file.append("agent.metricCounts", integers: [updates, rewards].map(Int64.init))
    file.append("agent.metricSums", doubles: [errors, priorities, bonuses])
  }

  mutating func read(from file: SafeTensors) throws {
    let counts = try file.counts("agent.metricCounts", count: 2)
    let sums = try file.doubles("agent.metricSums", count: 3)
    (updates, rewards) = (counts[0], counts[1])
    (errors, priorities, bonuses) = (sums[0], sums[1], sums[2])
  }
}

extension DQN {
  /// Mean absolute error of the values, mean of what priorities are made of, β, mean bonus.
  public static var furtherMetrics: [String] { DQNMetrics.names }

  /// The same, and of a guided training what says how that goes.
  public var metricNames: [String] {
    Self.furtherMetrics + (guide == nil ? [] : GuidanceMeans.names)
  }
}
