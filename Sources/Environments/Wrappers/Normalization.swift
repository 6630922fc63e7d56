import Documents
import Foundation

/// The statistics of a normalizing vector: what a trained policy needs beside its network.
public struct Normalization: Codable, Hashable, Sendable {
  /// Those of the observations' elements; nil where observations stay as they are.
  public var observations: RunningStatistics?
  /// That of the discounted return; nil where rewards stay as they are.
  public var returns: RunningStatistics?

  /// Statistics of what is normalized.
  public init(observations: RunningStatistics?, returns: RunningStatistics?) {
    self.observations = observations
    self.returns = returns
  }

  /// Reads what ``json()`` wrote.
  ///
  /// - Parameters:
  ///   - json: the text.
  ///   - file: where it came from, for the message.
  /// - Throws: `InputError` where it is something else.
  public init(json: String, file: String) throws {
    do {
      self = try JSONDecoder().decode(Normalization.self, from: Data(json.utf8))
    } catch {
      throw InputError("holds damaged statistics of normalization", file: file)
    }
  }

  /// The statistics as one line of JSON; the same statistics give the same text.
  ///
  /// - Throws: `InputError` where a number is not finite.
  public func json() throws -> String {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys]
    do {
      return String(decoding: try encoder.encode(self), as: UTF8.self)
    } catch {
      throw InputError("the statistics of normalization cannot be written: \(error)")
    }
  }
}
