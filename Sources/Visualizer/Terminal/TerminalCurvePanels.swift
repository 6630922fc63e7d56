import Environments

/// What the agent expected in the course of the episode, as a curve.
enum TerminalValuePanel: TerminalPanel {
  static let panel = Panel.valueCurve

  static func lines(for scene: Scene, width: Int) -> ClosedRange<Int>? {
    scene.insight.values.contains(where: \.isFinite) ? 2...6 : nil
  }

  static func figure(of scene: Scene) -> String? {
    let values = scene.insight.values
    return values.indices.contains(scene.step) ? Figures.short(Double(values[scene.step])) : nil
  }

  static func draw(
    _ scene: Scene, viewing: Viewing, in grid: inout TerminalGrid, theme: Theme
  ) {
    TerminalCurve(
      points: scene.insight.values.enumerated().map { [Double($0), Double($1)] },
      span: EpisodeSpan.range(through: scene.lastStep), present: Double(scene.step)
    ).draw(
      in: &grid, y: 0, height: grid.height, ink: theme.accent, later: theme.muted,
      label: theme.faint)
  }
}

/// The last rewards, one column each: gains above the line, losses below it.
enum TerminalRewardPanel: TerminalPanel {
  static let panel = Panel.rewards

  static func lines(for scene: Scene, width: Int) -> ClosedRange<Int>? {
    let rewards = scene.insight.rewards
    guard !rewards.isEmpty else { return nil }
    return rewards.contains { $0 < 0 } ? 2...2 : 1...2
  }

  static func figure(of scene: Scene) -> String? {
    scene.lastReward.map { "last \(Figures.short(Double($0)))" }
  }

  static func draw(
    _ scene: Scene, viewing: Viewing, in grid: inout TerminalGrid, theme: Theme
  ) {
    let rewards = scene.insight.rewards
    guard grid.height > 0, grid.width > 0 else { return }
    // The window goes on by leaps, so that what is shown stands still meanwhile.
    let leap = max(1, grid.width / 2)
    let excess = max(0, scene.step - grid.width)
    let start = min(rewards.count, (excess + leap - 1) / leap * leap)
    let shown = rewards[start..<min(rewards.count, start + grid.width)]
    let size = shown.lazy.filter(\.isFinite).map(abs).max() ?? 0
    let hasLosses = shown.contains { $0 < 0 }
    let upper = hasLosses ? max(1, grid.height / 2) : grid.height
    for (x, reward) in shown.enumerated() {
      let isLater = start + x >= scene.step
      guard reward.isFinite, reward != 0, size > 0 else {
        grid.put("·", x: x, y: upper - 1, TerminalStyle(ink: theme.muted))
        continue
      }
      let ink = isLater ? theme.muted : reward > 0 ? theme.positive : theme.negative
      let share = abs(reward) / size
      if grid.isPlain {
        grid.put(reward > 0 ? "+" : "-", x: x, y: reward > 0 ? upper - 1 : upper)
      } else if reward > 0 {
        TerminalBlocks.column(
          max(1, Int((share * Float(8 * upper)).rounded())), in: &grid, x: x, foot: upper - 1,
          height: upper, TerminalStyle(ink: ink))
      } else {
        drawLoss(
          max(1, Int((share * Float(8 * (grid.height - upper))).rounded())), in: &grid, x: x,
          top: upper, ink)
      }
    }
  }

  /// A column that hangs down: the rest of each character in exchanged colours.
  private static func drawLoss(
    _ eighths: Int, in grid: inout TerminalGrid, x: Int, top: Int, _ ink: Color
  ) {
    for y in top..<max(top, grid.height) where eighths > 8 * (y - top) {
      grid.put(
        TerminalBlocks.level(8 - min(8, eighths - 8 * (y - top))), x: x, y: y,
        TerminalStyle(ink: ink, isReversed: true))
    }
  }
}

/// The returns of the episodes until now, and the curve of the training.
enum TerminalReturnPanel: TerminalPanel {
  static let panel = Panel.returns

  static func lines(for scene: Scene, width: Int) -> ClosedRange<Int>? {
    let hasReturns = !scene.insight.returns.isEmpty
    let hasTraining = scene.insight.training?.steps.isEmpty == false
    guard hasReturns || hasTraining else { return nil }
    return (hasReturns ? 2 : 0) + (hasTraining ? 3 : 0)...(hasReturns ? 3 : 0)
      + (hasTraining ? 5 : 0)
  }

  static func figure(of scene: Scene) -> String? {
    let returns = scene.insight.returns
    guard !returns.isEmpty else { return nil }
    let mean = returns.reduce(0, +) / Double(returns.count)
    return "mean \(Figures.short(mean)) of \(Figures.count(returns.count))"
  }

  static func draw(
    _ scene: Scene, viewing: Viewing, in grid: inout TerminalGrid, theme: Theme
  ) {
    let returns = scene.insight.returns.isEmpty ? 0 : grid.height >= 6 ? 3 : 2
    if returns > 0 { drawReturns(of: scene, in: &grid, height: min(returns, grid.height), theme) }
    guard let training = scene.insight.training, let last = training.returns.last else { return }
    let rest = grid.height - returns
    guard rest > 1 else { return }
    var text = training.isRunning ? "training " : "trained "
    text += Figures.count(training.steps.last ?? 0)
    text += " of \(Figures.count(training.totalSteps)): \(Figures.short(last))"
    grid.put(text, x: 0, y: returns, TerminalStyle(ink: theme.faint))
    TerminalCurve(
      points: zip(training.steps, training.returns).map { [Double($0), $1] },
      span: 0...Double(max(1, training.totalSteps))
    ).draw(
      in: &grid, y: returns + 1, height: rest - 1, ink: theme.second, later: theme.muted,
      label: theme.faint)
  }

  /// A column for each of the last episodes, the present one in the accent's colour.
  private static func drawReturns(
    of scene: Scene, in grid: inout TerminalGrid, height: Int, _ theme: Theme
  ) {
    let all = scene.insight.returns + [scene.episodeReturn]
    let shown = all.suffix(max(1, grid.width - 10))
    let finite = shown.lazy.filter(\.isFinite)
    guard let low = finite.min(), let high = finite.max() else { return }
    let foot = min(0, low)
    let figures = Figures(for: [foot, high])
    let labels = [figures.text(max(high, foot)), figures.text(foot)]
    let margin = (labels.map(\.count).max() ?? 0) + 1
    let faint = TerminalStyle(ink: theme.faint)
    grid.put(labels[0], endingAt: margin - 1, y: 0, faint)
    if height > 1 { grid.put(labels[1], endingAt: margin - 1, y: height - 1, faint) }
    let span = max(1, min(3, (grid.width - margin) / max(1, shown.count)))
    for (index, value) in shown.enumerated() where value.isFinite {
      let isPresent = index == shown.count - 1
      let share = high > foot && (high - foot).isFinite ? (value - foot) / (high - foot) : 0
      for copy in 0..<max(1, span - 1) {
        TerminalBlocks.column(
          max(1, Int((share * Double(8 * height)).rounded())), in: &grid,
          x: margin + index * span + copy, foot: height - 1, height: height,
          TerminalStyle(ink: isPresent ? theme.accent : theme.muted))
      }
    }
  }
}
