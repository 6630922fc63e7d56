import Documents

extension Viewer {
  /// Obeys what a person did.
  func hear(_ event: ScreenEvent) throws {
    var command: String?
    let time = clock()
    switch event {
    case .key(let key): command = try press(key)
    case .press(let target): press(target)
    case .drag(.slider(let share)): pendingSeek = share
    case .drag: break
    case .release:
      if isDragging { restartPace() }
      isDragging = false
    case .closed: isEnded = true
    case .resized: needsDrawing = true
    case .hidden: isHidden = true
    case .shown:
      isHidden = false
      needsDrawing = true
    }
    note(event.name, event.detail, command: command, time: time)
  }

  /// Obeys a key; returns what it meant, in one word.
  private func press(_ key: Key) throws -> String? {
    let before = controls.viewing
    let command = controls.press(key, keys: lockstep.players[personIndex].actionKeys)
    if controls.viewing != before { needsDrawing = true }
    if before.isPaused, !controls.viewing.isPaused { restartPace(atOnce: true) }
    if before.speed != controls.viewing.speed { changePace() }
    if before.focus != controls.viewing.focus { focusChanged() }
    try obey(command)
    return command == .none ? KeyHelp.meaning(of: key)?.rawValue : command.name
  }

  private func obey(_ command: Command) throws {
    switch command {
    case .none: break
    case .say(let text): say(text)
    case .stepForward: try stepForward()
    case .stepBack: try seek(to: lockstep.step - 1)
    case .firstStep: try seek(to: 0)
    case .lastStep: try seek(to: lockstep.lastStep)
    case .nextEpisode:
      guard try lockstep.skipEpisode() else { return reachEnd("there is no further episode") }
      jumped()
    case .action(let action): try take(action)
    case .takeOver: takeOver()
    case .handBack:
      pendingAction = nil
      restartPace()
    case .checkpoint(let places): try chooseCheckpoint(places)
    case .screenshot: try keep { [screen, moment] in try $0.screenshot(screen.picture(of: moment)) }
    case .record:
      keep { try $0.isRecording ? $0.endRecording() : $0.startRecording() }
      if keeper.isRecording { sceneChanged() }
    case .fullScreen: screen.toggleFullScreen()
    case .quit: isEnded = true
    }
  }

  /// One step on: along what was played, or by the agent; a person's step needs an action.
  private func stepForward() throws {
    guard controls.viewing.isPerson, lockstep.step == lockstep.lastStep else {
      return try step()
    }
    say("your turn: " + controls.viewing.actionHelp.joined(separator: "   "))
  }

  /// Takes a person's action, now or with the pace; after the end it begins the next episode.
  private func take(_ action: Int) throws {
    if lockstep.scenes[personIndex].status != .running {
      if !lockstep.isRunning { try step() }
    } else if controls.waitsForPerson || controls.viewing.isPaused {
      try step(person: action)
    } else {
      pendingAction = action
    }
  }

  /// Where several are shown, a person plays in one of them, alone on the screen.
  private func takeOver() {
    if controls.sceneCount > 1, controls.viewing.focus == nil { controls.viewing.focus = 0 }
    restartPace()
  }

  /// A person plays only in the scene that is shown alone.
  private func focusChanged() {
    if controls.viewing.isPerson, let keys = lockstep.players[personIndex].actionKeys {
      controls.viewing.actionHelp = keys.help
    }
    noteCheckpoints()
  }

  /// Chooses another policy for the scene that is shown alone, or for all.
  private func chooseCheckpoint(_ places: Int) throws {
    var chosen: String?
    for (index, player) in lockstep.players.enumerated()
    where controls.viewing.focus ?? index == index {
      let names = player.checkpoints
      let place = player.checkpoint + places
      guard names.indices.contains(place) else { continue }
      do {
        try player.choose(checkpoint: place)
      } catch let error as InputError {
        return say("\(names[place]): \(error.message)")
      }
      chosen = names[place]
    }
    guard let chosen else {
      let count = lockstep.players[personIndex].checkpoints.count
      return say(count > 1 ? "there is no further checkpoint" : "there is no other checkpoint")
    }
    try lockstep.refresh()
    sceneChanged()
    say("checkpoint: \(chosen)")
  }

  /// Obeys the mouse: the slider seeks, a tile comes alone or goes back, a heading hides its panel,
  /// and the picture pauses.
  private func press(_ target: StageTarget) {
    needsDrawing = true
    switch target {
    case .slider(let share):
      isDragging = true
      pendingSeek = share
    case .scene(let index):
      guard controls.sceneCount > 1 else {
        controls.viewing.isPaused.toggle()
        return restartPace()
      }
      controls.viewing.focus = controls.viewing.focus == nil ? index : nil
      focusChanged()
    case .panel(let panel): controls.toggle(panel)
    }
  }
}
