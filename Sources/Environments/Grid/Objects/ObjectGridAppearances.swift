/// The different looks that things, guards and what is carried can have, numbered.
struct ObjectGridAppearances {
  /// The number of each thing's look by its code; -1 where it never occurs.
  var ofThing: [Int]
  var names: [String] = []
  /// The number of each guard's look, at `kind * 4 + heading`.
  var ofGuard: [Int] = []
  var guardNames: [String] = []
  /// The number of what can be in the hand, by code, and on the ring, by colour.
  var ofHand: [Int]
  var ofRing: [Int]
  var handNames: [String] = []

  init(_ definition: ObjectGridDefinition) {
    let things = definition.things
    var occurs = [Bool](repeating: false, count: things.count)
    for entry in definition.legend {
      var code = Int(entry.thing)
      while code != 0 {
        occurs[code] = true
        code = Int(things[code].contents)
      }
    }
    let closes =
      definition.actions.contains(.toggle)
      || definition.terrains.contains { $0.kind == .switch }
    for (code, thing) in things.enumerated() where occurs[code] && thing.kind == .door {
      for (other, door) in things.enumerated() where door.kind == .door {
        var same = door.appearance
        same.door = thing.door
        guard same == thing.appearance else { continue }
        if door.door == .open || door.door == .closed && closes { occurs[other] = true }
      }
    }
    ofThing = [Int](repeating: -1, count: things.count)
    var looks: [GridThing] = []
    for (code, thing) in things.enumerated() where occurs[code] {
      let look = thing.appearance
      if let number = looks.firstIndex(of: look) {
        ofThing[code] = number
      } else {
        ofThing[code] = looks.count
        looks.append(look)
        names.append(look.words)
      }
    }
    for kind in definition.guards {
      let headings = ["up", "right", "down", "left"]
      for heading in 0..<4 {
        let isSeen =
          switch kind.moves {
          case .random: heading == 0
          case .horizontal: heading % 2 == 1
          case .vertical: heading % 2 == 0
          }
        ofGuard.append(isSeen ? guardNames.count : -1)
        guard isSeen else { continue }
        guardNames.append(
          kind.words + (kind.moves == .random ? "" : " going \(headings[heading])"))
      }
    }
    ofHand = [Int](repeating: -1, count: things.count)
    ofRing = [Int](repeating: -1, count: GridColor.allCases.count)
    for (code, thing) in things.enumerated() where occurs[code] {
      let goesOnRing = thing.kind == .key && definition.dynamics.takesByEntering
      guard thing.kind == .key || thing.kind == .parcel else { continue }
      if goesOnRing, let color = thing.color {
        guard ofRing[Int(color.index)] < 0 else { continue }
        ofRing[Int(color.index)] = handNames.count
        handNames.append("carries a \(color.rawValue) key")
      } else {
        ofHand[code] = handNames.count
        handNames.append("carries a \(thing.words)")
      }
    }
  }
}
