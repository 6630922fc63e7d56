import Environments
import Visualizer

extension ObservationLayout {
  /// The layout of what a policy sees in an environment.
  package init(of definition: EnvironmentDefinition) {
    let space = definition.observationSpace
    let actions = definition.actionSpace.names
    var parts: [Part]
    var inner: Box
    if definition.isExternal {
      inner = space
      parts = Self.parts(of: space, named: Self.names(of: definition.id, in: space))
    } else {
      // From the outside to the inside: the spaces that the wrappers see.
      let world = definition.makeEnvironment().innermost
      inner = world.observationSpace
      parts = Self.parts(of: world, of: definition)
    }
    for wrapper in definition.wrappers {
      Self.wrap(&parts, &inner, by: wrapper, actions: actions)
    }
    guard inner.count == space.count else {
      preconditionFailure("expected a layout of \(space.count) numbers, got \(inner.count)")
    }
    self.init(parts, of: space)
  }

  /// Arranges the numbers anew as a wrapper does.
  private static func wrap(
    _ parts: inout [Part], _ space: inout Box, by wrapper: Wrapper, actions: [String]
  ) {
    switch wrapper {
    case .frameStack(let frames): stack(&parts, &space, frames: frames)
    case .oneHot: unfold(&parts, &space)
    case .flatten:
      space = Box(
        shape: [space.count], low: space.low, high: space.high, elementType: space.elementType)
    case .observeActionMask:
      if parts.contains(where: { $0.width > 0 }) {
        parts.append(
          .plane("possible actions", width: actions.count, height: 1, from: space.count))
      } else {
        for (action, name) in actions.enumerated() {
          parts.append(.number("\(name) is possible", at: space.count + action))
        }
      }
      space = Box(
        shape: [space.count + actions.count],
        low: space.low + [Float](repeating: 0, count: actions.count),
        high: space.high + [Float](repeating: 1, count: actions.count),
        elementType: space.elementType)
    case .stickyActions, .repeatActions, .randomStartSteps, .redirectActions, .rewardScale,
      .rewardClip, .episodeStatistics, .normalizeObservations, .normalizeRewards:
      break
    }
  }

  /// Several observations one after another, the oldest first.
  private static func stack(_ parts: inout [Part], _ space: inout Box, frames: Int) {
    guard frames > 1 else { return }
    let (one, count) = (parts, space.count)
    parts = (0..<frames).flatMap { frame in
      let ago = frames - 1 - frame
      let when = ago == 0 ? "now" : ago == 1 ? "1 step before" : "\(ago) steps before"
      return one.map { part in
        var part = part.moved(by: frame * count)
        part.name += part.name.isEmpty ? when : ", \(when)"
        return part
      }
    }
    let isImage = space.shape.count == 3
    space = Box(
      shape: isImage ? [frames * space.shape[0]] + space.shape[1...] : [frames * count],
      low: [[Float]](repeating: space.low, count: frames).flatMap { $0 },
      high: [[Float]](repeating: space.high, count: frames).flatMap { $0 },
      elementType: space.elementType)
  }

  /// One part for each value of a part's whole numbers.
  private static func unfold(_ parts: inout [Part], _ space: inout Box) {
    let area = space.shape.count == 3 ? space.shape[1] * space.shape[2] : 1
    let most = (0..<(space.count / area)).map { group in
      Int(space.high[(group * area)..<((group + 1) * area)].max() ?? 0)
    }
    let firsts = most.reduce(into: [0]) { $0.append($0[$0.count - 1] + ($1 + 1) * area) }
    parts = parts.flatMap { part in
      let largest = part.elements.map { $0 < 0 ? 0 : most[$0 / area] }.max() ?? 0
      return (0...largest).map { value in
        var one = part
        one.name = name(of: value, in: part.name, largest: largest)
        one.elements = part.elements.map { element in
          guard element >= 0, value <= most[element / area] else { return -1 }
          return firsts[element / area] + value * area + element % area
        }
        return one
      }
    }
    let count = firsts[firsts.count - 1]
    space = Box(
      shape: area > 1 ? [count / area] + space.shape[1...] : [count], range: 0...1,
      elementType: .uint8)
  }
}
