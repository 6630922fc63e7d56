import Determinism
import Documents
import Environments
import Testing

@Suite struct MinAtarGameTests {
  private func breakout(_ change: (inout MinAtarParameters) -> Void) throws -> Breakout {
    var parameters = MinAtarParameters()
    change(&parameters)
    return try Breakout(parameters: parameters)
  }

  @Test func fullSetHoldsSixActionsAndMinimalOnesWhatDoesSomething() throws {
    let full = try breakout { _ in }
    #expect(full.actionSpace.names == ["noop", "left", "up", "right", "down", "fire"])
    let minimal = try breakout { $0.actionSet = .minimal }
    #expect(minimal.actionSpace.names == ["noop", "left", "right"])
    var parameters = MinAtarParameters()
    parameters.actionSet = .minimal
    #expect(try Freeway(parameters: parameters).actionSpace.names == ["noop", "up", "down"])
    #expect(
      try Asterix(parameters: parameters).actionSpace.names
        == ["noop", "left", "up", "right", "down"])
  }

  @Test func minimalActionsAreTheirFullOnesRenumbered() throws {
    var minimal = try breakout {
      $0.actionSet = .minimal
      $0.stickyActionProbability = 0
    }
    _ = minimal.step(2)
    #expect(minimal.state.paddle == 5)
    #expect(minimal.state.lastAction == .right)
  }

  @Test func certainStickinessRepeatsTheFirstNoop() throws {
    var game = try breakout { $0.stickyActionProbability = 1 }
    var random = RandomStream(seed: 1)
    game.reset(using: &random)
    for _ in 0..<4 { _ = game.step(1, using: &random) }
    #expect(game.state.paddle == 4)
  }

  @Test func withoutStickinessNothingIsDrawn() throws {
    var game = try breakout { $0.stickyActionProbability = 0 }
    var random = RandomStream(seed: 1)
    game.reset(using: &random)
    let position = random.position
    _ = game.step(1, using: &random)
    #expect(game.state.paddle == 3)
    #expect(random.position == position)
  }

  @Test func oneStepInTenRepeatsTheActionBefore() throws {
    var game = try builtIn("freeway", as: Freeway.self)
    var random = RandomStream(seed: 5)
    game.reset(using: &random)
    var repeated = 0
    for _ in 0..<2500 {
      let before = game.state.lastAction
      // Never the action before, so that a repetition shows.
      let chosen = (Int(before.rawValue) + 1) % 6
      _ = game.step(chosen, using: &random)
      if game.state.lastAction == before { repeated += 1 }
    }
    // 250 expected, standard deviation 15.
    #expect((190...310).contains(repeated))
  }

  @Test func episodeForgetsTheActionOfTheOneBefore() throws {
    var game = try builtIn("breakout", as: Breakout.self)
    var random = RandomStream(seed: 1)
    game.reset(using: &random)
    while game.state.lastAction != .left { _ = game.step(1, using: &random) }
    game.reset(using: &random)
    #expect(game.state.lastAction == .noop)
  }

  @Test func probabilityAboveOneIsRefused() {
    var parameters = MinAtarParameters()
    #expect(throws: InputError.self) {
      try Breakout.parameterFields.set(
        &parameters, key: "stickyActionProbability", text: "1.5")
    }
    #expect(parameters.stickyActionProbability == 0.1)
  }

  @Test func pictureShowsTheFirstPlaneOnTop() throws {
    var game = try builtIn("breakout", as: Breakout.self)
    game.state = try Breakout.State.with(["ball_y": 9, "ball_x": 4, "terminal": true])
    let frame = game.render()
    #expect(frame.width == 201 && frame.height == 201)
    #expect(frame[4 * 20 + 10, 9 * 20 + 10] == .blue, "the paddle hides the ball")
    #expect(frame[0 * 20 + 10, 1 * 20 + 10] == .slate, "a brick")
    #expect(frame[5 * 20 + 10, 5 * 20 + 10] == .paper)
  }
}
