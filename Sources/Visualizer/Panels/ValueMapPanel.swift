/// What the agent thinks of every cell of a grid, and beside or below it what an optimal policy
/// makes of them, in one scale of colours.
package enum ValueMapPanel: PanelDrawing {
  /// The panel.
  package static let panel = Panel.map

  /// The maps with their captions, the scale, and how far the arrows agree; nil without a map.
  package static func height(for scene: Scene, width: Int, look: Look) -> Int? {
    guard let map = scene.insight.map, !map.cells.isEmpty else { return nil }
    let layout = ValueMapLayout(map, look)
    return layout.height(width: width) + layout.foot
  }

  /// Draws the panel.
  package static func draw(
    _ scene: Scene, viewing: Viewing, on canvas: inout Canvas, in room: Rectangle, look: Look
  ) {
    guard let map = scene.insight.map, !map.cells.isEmpty, !room.isEmpty else { return }
    let layout = ValueMapLayout(map, look)
    let scale = ValueScale(map)
    var rest = room
    let hasFoot = room.height >= layout.foot + 24 * look.unit
    var foot = rest.takeBottom(hasFoot ? layout.foot : 0)
    let (places, cell) = layout.places(in: rest)
    for (place, isOptimum) in zip(places, [false, true]) {
      var place = place
      if layout.hasCaptions(rest) {
        canvas.write(
          isOptimum ? "optimum" : "agent", in: place.takeTop(layout.caption), .leading, look.small,
          look.theme.faint)
      }
      ValueMapPicture(map: map, isOptimum: isOptimum, scale: scale, look: look)
        .draw(on: &canvas, in: place, cell: cell)
    }
    guard hasFoot else { return }
    _ = foot.takeTop(6 * look.unit)
    scale.drawKey(on: &canvas, in: foot.takeTop(layout.key), look)
    if let agreement = map.agreement {
      canvas.write(agreement.text, in: foot, .leading, look.small, look.theme.ink)
    }
  }
}

/// Where one or two maps stand in their panel; lengths are in pixels.
struct ValueMapLayout {
  /// The height of the scale of colours and of what stands below it.
  let foot: Int
  /// The height of the scale of colours.
  let key: Int
  /// The height of a caption; 0 where one map needs none.
  let caption: Int
  private let columns, rows, gap, unit: Int
  private let hasOptimum: Bool

  init(_ map: ValueMap, _ look: Look) {
    (columns, rows, unit) = (map.width, map.height, look.unit)
    hasOptimum = map.hasOptimum
    gap = 12 * unit
    caption = hasOptimum ? look.small.typeface.lineHeight + 2 * unit : 0
    key = look.small.typeface.lineHeight
    foot = 6 * unit + key + (map.agreement == nil ? 0 : look.small.typeface.lineHeight + 4 * unit)
  }

  /// The height of the maps and their captions with cells of a useful size.
  func height(width: Int) -> Int {
    func height(_ width: Int) -> Int {
      let cell = min(28 * unit, width / columns, 300 * unit / rows)
      return cell > 0 ? cell * rows : min(300 * unit, max(1, width * rows / columns))
    }
    guard hasOptimum else { return height(width) }
    let half = max(0, (width - gap) / 2)
    let isBeside = half / columns >= 14 * unit || 2 * rows * unit > 300
    return isBeside ? caption + height(half) : 2 * (caption + height(width)) + gap
  }

  /// Whether there is room for captions.
  func hasCaptions(_ room: Rectangle) -> Bool { room.height >= 2 * caption + 2 * gap }

  /// The places of the maps with their captions, and the side of a cell.
  ///
  /// They stand beside or below each other, whichever gives larger cells. A side of 0 says that
  /// cells are smaller than pixels.
  func places(in room: Rectangle) -> (places: [Rectangle], cell: Int) {
    let caption = hasCaptions(room) ? caption : 0
    func cell(_ width: Int, _ height: Int) -> Int {
      max(0, min(width / columns, (height - caption) / rows))
    }
    guard hasOptimum else { return ([room], cell(room.width, room.height)) }
    let (width, height) = (max(0, (room.width - gap) / 2), max(0, (room.height - gap) / 2))
    let (beside, below) = (cell(width, room.height), cell(room.width, height))
    var (first, second) = (room, room)
    if below > beside {
      first.height = min(height, caption + below * rows)
      second.y += first.height + gap
      second.height = first.height
    } else {
      first.width = width
      second.x += width + gap
      second.width = width
    }
    return ([first, second], max(beside, below))
  }
}
