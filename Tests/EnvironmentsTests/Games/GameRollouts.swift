import Environments
import Foundation
import Testing

/// The constants of the classics in the original implementation.
enum GameRollouts {
  /// A constant: a number, a word, or a list of numbers.
  enum Constant: Decodable, Equatable {
    case number(Double)
    case word(String)
    case numbers([Double])

    init(from decoder: any Decoder) throws {
      let value = try decoder.singleValueContainer()
      if let number = try? value.decode(Double.self) {
        self = .number(number)
      } else if let word = try? value.decode(String.self) {
        self = .word(word)
      } else {
        self = .numbers(try value.decode([Double].self))
      }
    }
  }

  /// Reads the constants of one environment by their names.
  static func constants(of name: String) throws -> [String: Constant] {
    // Plain JSON: the reader of gzip files takes it as it is.
    let data = try ReferenceRollouts.data("gymnasium/parameters.json")
    let all = try JSONDecoder().decode([String: [String: Constant]].self, from: data)
    return try #require(all[name])
  }
}
