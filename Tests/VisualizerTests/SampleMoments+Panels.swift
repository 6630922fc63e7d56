import Environments
import Visualizer

/// Moments of panels that look otherwise than those of ``SampleMoments/breakout`` do.
extension SampleMoments {
  /// Numbers as gauges, quantiles of a return, an end, thousands of rewards.
  static func cartpoleScene() throws -> Scene {
    let steps = 1_500
    let values: [Float] = [88.125, 84.5]
    var insight = SceneInsight()
    insight.rewards = [Float](repeating: 1, count: steps)
    insight.values = (0...steps).map { step -> Float in
      let noise: Int = step * step % 97
      return 90 - Float(noise) / 16 - Float(step) / 150
    }
    insight.returns = (0..<700).map { episode -> Double in
      let noise: Int = episode * 7919 % 127
      return Double(200 + episode / 4 + noise)
    }
    let quantiles = values.map { value -> [Float] in
      (-32..<32).map { place -> Float in
        let away = Float(place) / 32
        return value + 9 * away * away * away
      }
    }
    insight.distributions = .quantiles(returns: quantiles)
    insight.observation = .numbers([
      ObservationNumber(name: "position", value: -1.25, range: -4.8...4.8),
      ObservationNumber(name: "velocity", value: 0.75, range: -Float.infinity...Float.infinity),
      ObservationNumber(name: "angle", value: 0.21, range: -0.42...0.42),
      ObservationNumber(name: "angular velocity", value: 3, range: 0...Float.infinity),
    ])
    return Scene(
      title: "cartpole", agent: "qr-dqn, step 100,000", frame: try frame("cartpole", steps: 8),
      episode: 701, step: steps, episodeReturn: Double(steps), lastReward: 1,
      actionNames: ["left", "right"], actionValues: values, chosenAction: nil, status: .terminated,
      insight: insight)
  }

  /// Ten planes, eighteen actions and one more, a step of the past, a training that has ended.
  static func seaquestScene() throws -> Scene {
    let names = [
      "front", "back", "friendly bullet", "trail", "enemy bullet", "fish", "submarine", "oxygen",
      "divers on board", "diver",
    ]
    var insight = SceneInsight()
    insight.rewards = (1...400).map { step -> Float in
      step == 250 ? 5 : step == 120 ? -2 : step % 37 == 0 ? 1 : 0
    }
    insight.values = (0...400).map { step -> Float in
      let noise: Int = step * 31 % 11
      return Float(step % 37) / 8 - Float(noise) / 16
    }
    let evaluations = (1...25).map { number -> Double in
      let noise: Int = number * 7 % 5
      return Double(number * number) / 20 + Double(noise)
    }
    insight.training = TrainingCurve(
      steps: (1...25).map { $0 * 200_000 }, returns: evaluations, totalSteps: 5_000_000,
      isRunning: false)
    let planes = names.enumerated().map { number, name -> ObservationPlane in
      let cells = (0..<100).map { cell -> Float in
        let place: Int = cell * 7 + number * 13
        return place % 23 == 0 ? 1 : 0
      }
      return ObservationPlane(name: name, width: 10, height: 10, cells: cells)
    }
    insight.observation = .planes(planes)
    let actionValues = (0..<19).map { action -> Float in
      let rank: Int = action * 7 % 19
      return Float(rank) / 4 - 1.5
    }
    return Scene(
      title: "seaquest", agent: "dqn, step 5,000,000", frame: try frame("seaquest", steps: 12),
      episode: 1, step: 260, lastStep: 400, episodeReturn: 10, lastReward: 0,
      actionNames: (0..<19).map { "action \($0)" },
      actionValues: actionValues, chosenAction: 8,
      status: .running,
      insight: insight)
  }
}
