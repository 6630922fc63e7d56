import Documents
import NeuralNetworks
import TensorCore

/// What becomes of the running statistics of batch normalizations that are carried over.
public enum BatchNormTransfer: String, CaseIterable, Sendable, Hashable {
  /// They go on from the source's with the batches of the task; those of a frozen layer wait until it
  /// learns.
  case train
  /// The source's for good: layers normalize by them in training too.
  case freeze
  /// They begin anew and follow the batches, in frozen layers too.
  case reset
  /// They are measured on examples of the task before the first step, then go on as with `train`.
  ///
  /// - Source: Li et al. 2016 (AdaBN), <https://arxiv.org/abs/1603.04779>.
  case estimate
}

/// The buffers of a network, by what they are.
enum BufferName {
  private static let statistics = ["running_mean", "running_var", "num_batches_tracked"]

  /// Whether a buffer is a running statistic of a batch normalization.
  static func isStatistic(_ name: String) -> Bool {
    statistics.contains(ParameterLayers.word(of: name))
  }

  /// Whether a buffer is a running variance, which cannot be negative.
  static func isVariance(_ name: String) -> Bool {
    ParameterLayers.word(of: name) == "running_var"
  }

  /// What stands before the buffer's own word: "3.body.1." of "3.body.1.running_mean".
  static func prefix(of name: String) -> String {
    String(name.dropLast(ParameterLayers.word(of: name).count))
  }
}

extension BatchNormTransfer {
  /// Why a statistic is not taken from the source; nil where it is.
  func reasonToLeave(_ name: String, examples: Int) -> (reason: String, isMeasured: Bool)? {
    guard BufferName.isStatistic(name) else { return nil }
    switch self {
    case .train, .freeze: return nil
    case .reset: return ("batchNorm is reset", false)
    case .estimate: return ("measured on up to \(examples) examples of the task", true)
    }
  }

  /// Refuses a handling that has nothing to act on.
  ///
  /// - Parameters:
  ///   - buffers: The names of the target's buffers.
  ///   - report: What was taken.
  /// - Throws: `InputError` where there is no batch normalization, or one without statistics to hold.
  func require(_ buffers: [String], in report: WeightTransfer) throws {
    guard self != .train else { return }
    let statistics = buffers.filter(BufferName.isStatistic)
    guard !statistics.isEmpty else {
      throw InputError(
        "batchNorm (\(rawValue)) is for networks with batch normalization, and this one has none",
        remedy: "leave out batchNorm")
    }
    guard self == .freeze else { return }
    let taken = report.loaded + report.adapted.map(\.name)
    let names = statistics.filter { ParameterLayers.word(of: $0).hasPrefix("running") }
    guard let missing = names.first(where: { !taken.contains($0) }) else { return }
    let reason = report.reinitialized.first { $0.name == missing }?.reason ?? "not in the source"
    throw InputError(
      "batchNorm (freeze) holds the source's statistics, but '\(missing)' has none of them: \(reason)",
      remedy: "set batchNorm to estimate, which measures them on the task")
  }
}
