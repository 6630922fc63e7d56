import Environments

/// The bar at the bottom: the slider of the episode and how the viewing stands.
struct StageBar {
  /// Design pixels from top to bottom.
  static let height = 52

  /// The whole bar.
  let room: Rectangle
  /// The line of the slider.
  private let track: Rectangle
  /// The steps beside the slider.
  private let label: String
  private let step: Int
  private let lastStep: Int

  init(_ room: Rectangle, scene: Scene, look: Look) {
    self.room = room
    let unit = look.unit
    (step, lastStep) = (scene.step, scene.lastStep)
    label = "step \(step) / \(lastStep)"
    // Room for four figures at least, so that the slider seldom changes its length.
    let figures = String(repeating: "0", count: max(4, "\(lastStep)".count))
    let labelWidth = look.number.typeface.width(of: "step \(figures) / \(figures)")
    let margin = StageLayout.margin * unit
    var line = Rectangle(
      x: room.x + margin, y: room.y + 9 * unit, width: room.width - 2 * margin, height: 4 * unit)
    if line.width > 3 * labelWidth {
      _ = line.takeRight(labelWidth + 14 * unit)
    }
    track = line
  }

  /// The share of the episode under a place near the slider; nil elsewhere.
  func share(x: Int, y: Int) -> Double? {
    guard y >= room.y, y < room.y + room.height / 2, x >= track.x - track.height * 2,
      x < track.right + track.height * 2
    else { return nil }
    return min(1, max(0, (Double(x - track.x) + 0.5) / Double(track.width)))
  }

  /// Draws the bar over what was there.
  func draw(_ moment: Moment, shown: Int?, on canvas: inout Canvas, look: Look) {
    let unit = look.unit
    canvas.fill(room, look.theme.paper)
    drawSlider(on: &canvas, look: look)
    let margin = StageLayout.margin * unit
    var line = Rectangle(
      x: room.x + margin, y: room.y + 22 * unit, width: room.width - 2 * margin, height: 24 * unit)
    drawPace(moment.viewing, on: &canvas, &line, look: look)
    let viewing = moment.viewing
    let hint = viewing.message ?? "h help"
    // A message may take three quarters of the room, what is played gets the rest.
    let hintText = canvas.fitted(hint, width: line.width * 3 / 4, look.body)
    let hintRoom = line.takeRight(canvas.width(of: hintText, look.body))
    write(
      hintText, at: hintRoom, on: &canvas, look.body,
      viewing.message == nil ? look.theme.faint : look.theme.ink)
    if viewing.isRecording { drawRecordMark(on: &canvas, &line, look: look) }
    _ = line.takeRight(16 * unit)
    for (text, style, color) in names(moment, shown: shown, look: look) {
      let text = canvas.fitted(text, width: line.width, style)
      let place = line.takeLeft(canvas.width(of: text, style))
      write(text, at: place, on: &canvas, style, color)
      _ = line.takeLeft(12 * unit)
    }
  }

  /// What is played and by whom, in the order of importance.
  private func names(
    _ moment: Moment, shown: Int?, look: Look
  ) -> [(String, TextStyle, Color)] {
    let viewing = moment.viewing
    let scene = moment.scenes[shown ?? 0]
    var names = [(scene.title, look.title, look.theme.ink)]
    if moment.scenes.count > 1 {
      if let shown {
        names.append(("\(shown + 1) of \(moment.scenes.count)", look.number, look.theme.faint))
      } else {
        let titles = Set(moment.scenes.map(\.title))
        names = titles.count == 1 ? names : []
        names.append(("\(moment.scenes.count) episodes", look.number, look.theme.faint))
      }
    }
    if shown != nil || Set(moment.scenes.map(\.agent)).count == 1 {
      if viewing.isPerson {
        names.append(("you play", look.body, look.theme.ink))
      } else if !scene.agent.isEmpty {
        names.append((scene.agent, look.body, look.theme.faint))
      }
    }
    if viewing.checkpoints.count > 1 {
      names.append(
        (
          "checkpoint \(viewing.checkpoint + 1) of \(viewing.checkpoints.count)", look.number,
          look.theme.faint
        ))
    }
    if scene.status != .running, shown != nil {
      names.append((scene.status.rawValue, look.body, look.theme.ink))
    }
    return names
  }

  private func drawSlider(on canvas: inout Canvas, look: Look) {
    let unit = look.unit
    let theme = look.theme
    canvas.fill(track, radius: track.height / 2, theme.grid)
    let share = lastStep > 0 ? Double(step) / Double(lastStep) : 0
    let knob = Double(track.x) + share * Double(track.width)
    var done = track
    done.width = Int((knob - Double(track.x)).rounded())
    canvas.fill(done, radius: track.height / 2, theme.accent)
    let middle = SIMD2(knob, Double(track.y) + Double(track.height) / 2)
    canvas.disc(middle, radius: 7 * Double(unit), theme.paper)
    canvas.disc(middle, radius: 5.5 * Double(unit), theme.accent)
    guard track.right < room.right - 2 * StageLayout.margin * unit else { return }
    canvas.text(
      label, right: room.right - StageLayout.margin * unit,
      y: track.y + (track.height - canvas.lineHeight(look.number)) / 2, look.number, theme.ink)
  }

  /// A sign and a word for the pace; takes their room from the line.
  private func drawPace(
    _ viewing: Viewing, on canvas: inout Canvas, _ line: inout Rectangle, look: Look
  ) {
    let unit = look.unit
    let sign = line.takeLeft(12 * unit).inset(across: unit, down: 7 * unit)
    let (left, top) = (Double(sign.x), Double(sign.y))
    if viewing.isPaused {
      for x in [sign.x, sign.x + 6 * unit] {
        canvas.fill(
          Rectangle(x: x, y: sign.y, width: 3 * unit, height: sign.height), look.theme.ink)
      }
    } else {
      canvas.polygon(
        [
          [left, top], [left + Double(9 * unit), top + Double(sign.height) / 2],
          [left, top + Double(sign.height)],
        ], look.theme.ink)
    }
    _ = line.takeLeft(6 * unit)
    let speed = viewing.speed.isFinite ? "\(Scene.short(viewing.speed))×" : "unlimited"
    let text = viewing.isPaused ? "paused" : speed
    // As wide as the widest word, so that nothing after it moves.
    let room = line.takeLeft(
      max(canvas.width(of: "paused", look.number), canvas.width(of: text, look.number)))
    write(text, at: room, on: &canvas, look.number, look.theme.ink)
    _ = line.takeLeft(18 * unit)
  }

  private func drawRecordMark(on canvas: inout Canvas, _ line: inout Rectangle, look: Look) {
    _ = line.takeRight(18 * look.unit)
    let word = line.takeRight(canvas.width(of: "rec", look.heading))
    write("rec", at: word, on: &canvas, look.heading, look.theme.ink)
    let mark = line.takeRight(16 * look.unit)
    canvas.disc(
      [
        Double(mark.x) + 5 * Double(look.unit), Double(mark.y) + Double(mark.height) / 2,
      ], radius: 5 * Double(look.unit), look.theme.negative)
  }

  /// Writes text into the middle of the height.
  private func write(
    _ text: String, at room: Rectangle, on canvas: inout Canvas, _ style: TextStyle,
    _ color: Color
  ) {
    canvas.text(
      text, x: room.x, y: room.y + (room.height - canvas.lineHeight(style)) / 2, style, color)
  }
}
