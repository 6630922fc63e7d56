import Environments

/// Draws a scene as one picture: the environment, enlarged by a whole factor or shrunk to fit, and
/// beside it a panel with the episode's figures and a bar for the value of each action.
///
/// A pure function of the scene, how the viewing stands and the size: the window shows it, a test
/// looks at its pixels.
package struct SceneLayout {
  /// Width of the picture, in pixels.
  package let width: Int
  /// Height of the picture, in pixels.
  package let height: Int

  private let margin = 12

  /// A layout for a picture of the given size, in pixels.
  package init(width: Int, height: Int) {
    self.width = width
    self.height = height
  }

  private var panelWidth: Int { min(240, max(0, width - 160)) }

  /// The picture.
  package func frame(of scene: Scene, viewing: Viewing) -> Frame {
    var picture = Frame(width: width, height: height, color: .paper)
    drawEnvironment(scene.frame, in: &picture)
    guard panelWidth >= 120 else { return picture }
    picture.fillRectangle(
      x: width - panelWidth, y: 0, width: panelWidth, height: height, Color(0xFFFFFF))
    picture.fillRectangle(x: width - panelWidth, y: 0, width: 1, height: height, .mist)
    let left = width - panelWidth + margin
    var y = margin
    for line in headLines(of: scene) {
      picture.drawText(fit(line), x: left, y: y, .ink)
      y += BitmapFont.lineHeight + 2
    }
    y += 8
    y = drawValues(of: scene, in: &picture, x: left, y: y)
    y += 8
    let foot =
      viewing.showsHelp
      ? KeyHelp.lines : [paceLine(viewing), viewing.message ?? "h help"]
    for line in foot {
      picture.drawText(fit(line), x: left, y: y, .stone)
      y += BitmapFont.lineHeight + 2
    }
    return picture
  }

  private func headLines(of scene: Scene) -> [String] {
    var lines = [
      scene.title, "episode \(scene.episode)", "step    \(scene.step)",
      "return  \(Scene.short(scene.episodeReturn))",
      "reward  \(scene.lastReward.map { Scene.short(Double($0)) } ?? "-")",
    ]
    if scene.status != .running { lines.append(scene.status.rawValue) }
    return lines
  }

  private func paceLine(_ viewing: Viewing) -> String {
    viewing.isPaused ? "paused" : "speed \(Scene.short(viewing.speed))"
  }

  private func fit(_ line: String) -> String {
    String(line.prefix((panelWidth - 2 * margin) / BitmapFont.advance))
  }

  /// The environment in the middle of the room beside the panel.
  private func drawEnvironment(_ frame: Frame, in picture: inout Frame) {
    let room = (width: width - (panelWidth >= 120 ? panelWidth : 0), height: height)
    let factor = min(room.width / frame.width, room.height / frame.height)
    let fitted: Frame
    if factor >= 1 {
      fitted = factor == 1 ? frame : frame.scaled(by: factor)
    } else {
      let byWidth = max(1, frame.height * room.width / frame.width)
      fitted =
        byWidth <= room.height
        ? frame.shrunk(toWidth: room.width, height: byWidth)
        : frame.shrunk(
          toWidth: max(1, frame.width * room.height / frame.height), height: room.height)
    }
    picture.place(fitted, x: (room.width - fitted.width) / 2, y: (room.height - fitted.height) / 2)
  }

  /// A labelled bar per action from the least to the greatest value; the chosen one in blue with a
  /// mark.
  ///
  /// Returns the place below.
  private func drawValues(of scene: Scene, in picture: inout Frame, x: Int, y top: Int) -> Int {
    let values = scene.actionValues
    guard let low = values.min(), let high = values.max(), values.count <= 18 else { return top }
    var y = top
    let room = panelWidth - 2 * margin
    for (action, value) in values.enumerated() {
      let isChosen = scene.chosenAction == action
      let name = scene.actionNames.indices.contains(action) ? scene.actionNames[action] : ""
      picture.drawText(fit((isChosen ? "> " : "  ") + name), x: x, y: y, .ink)
      let number = Scene.short(Double(value))
      picture.drawText(number, x: x + room - BitmapFont.width(of: number), y: y, .ink)
      y += BitmapFont.lineHeight
      let share = high > low ? (value - low) / (high - low) : 1
      let length = share.isFinite ? Int(share * Float(room)) : 0
      picture.fillRectangle(x: x, y: y, width: room, height: 5, .mist)
      picture.fillRectangle(x: x, y: y, width: length, height: 5, isChosen ? .blue : .stone)
      y += 10
    }
    return y
  }
}
