import Documents

/// An environment written in Swift whose parameters are given by a definition file.
///
/// A definition names it with `game:` and sets what it wants under `parameters:`; whatever it
/// leaves out has the default. To add a game, write one type and add it to ``GameCatalog``.
public protocol Game: Environment {
  /// The parameters, a flat struct whose `init()` gives the defaults.
  associatedtype Parameters: Sendable, Hashable

  /// The word after `game:` in a definition, lower-case and hyphenated.
  static var name: String { get }
  /// The parameters' default values.
  static var defaultParameters: Parameters { get }
  /// The parameters by key, with unit and range; every key may stand under `parameters:`.
  static var parameterFields: FieldTable<Parameters> { get }
  /// The names of the observation's parts for people, with units: one for each element, or one
  /// for each plane of an image.
  static var observationNames: [String] { get }

  /// Creates the game.
  ///
  /// - Throws: `InputError` without a place where parameters contradict each other; the place is
  ///   added by the definition's reader.
  init(parameters: Parameters) throws
}
