import Determinism

extension CartPole {
  /// Cart-poles side by side, one a lane, in the middle of a step.
  ///
  /// One cart-pole takes a lane of two, a batch takes all lanes of four: the operations of a lane are
  /// the same, and so are its bits. Their order is the original's; another order would drift from its
  /// recordings in the last place.
  struct Motion<Lanes: SIMD> where Lanes.Scalar == Double {
    var position: Lanes
    var velocity: Lanes
    var angle: Lanes
    var angularVelocity: Lanes

    /// Pushes for one time step; sine and cosine are those of the angle.
    @inline(__always)
    mutating func advance(force: Lanes, sine: Lanes, cosine: Lanes, _ p: Parameters) {
      let totalMass = p.poleMass + p.cartMass
      let poleMoment = p.poleMass * p.halfLength
      let push = (force + poleMoment * (angularVelocity * angularVelocity) * sine) / totalMass
      let angularAcceleration =
        (p.gravity * sine - cosine * push)
        / (p.halfLength * (4.0 / 3.0 - p.poleMass * (cosine * cosine) / totalMass))
      let acceleration = push - poleMoment * angularAcceleration * cosine / totalMass
      switch p.integrator {
      case .euler:
        position += p.timeStep * velocity
        velocity += p.timeStep * acceleration
        angle += p.timeStep * angularVelocity
        angularVelocity += p.timeStep * angularAcceleration
      case .semiImplicitEuler:
        velocity += p.timeStep * acceleration
        position += p.timeStep * velocity
        angularVelocity += p.timeStep * angularAcceleration
        angle += p.timeStep * angularVelocity
      }
    }

    /// Which lanes are past a threshold.
    @inline(__always)
    func hasFallen(_ p: Parameters) -> SIMDMask<Lanes.MaskStorage> {
      (position .< -p.positionThreshold) .| (position .> p.positionThreshold)
        .| (angle .< -p.angleThreshold) .| (angle .> p.angleThreshold)
    }
  }

  /// Pushes this cart for one time step.
  mutating func advance(force: Double) {
    let (sine, cosine) = ExactMath.sineAndCosine(state.angle)
    var motion = Motion<SIMD2<Double>>(
      position: .init(repeating: state.position), velocity: .init(repeating: state.velocity),
      angle: .init(repeating: state.angle),
      angularVelocity: .init(repeating: state.angularVelocity))
    motion.advance(
      force: .init(repeating: force), sine: .init(repeating: sine),
      cosine: .init(repeating: cosine), parameters)
    state = State(
      position: motion.position[0], velocity: motion.velocity[0], angle: motion.angle[0],
      angularVelocity: motion.angularVelocity[0])
  }

  /// Steps the copies four at a time.
  public static func advance(
    _ copies: Range<Int>, of batch: EnvironmentBatch<CartPole>, actions: UnsafePointer<Int32>
  ) {
    for index in copies {
      precondition(
        actions[index] == 0 || actions[index] == 1,
        "expected an action in 0..<2 for copy \(index), got \(actions[index])")
    }
    let parameters = batch.worlds[copies.lowerBound].parameters
    var index = copies.lowerBound
    while index + 4 <= copies.upperBound {
      advanceFour(index, of: batch, actions + index, parameters)
      index += 4
    }
    while index < copies.upperBound {
      batch.worlds[index].advance(force: actions[index] == 1 ? parameters.force : -parameters.force)
      finish(index, of: batch, terminated: batch.worlds[index].hasFallen)
      index += 1
    }
  }

  @inline(__always)
  private static func advanceFour(
    _ index: Int, of batch: EnvironmentBatch<CartPole>, _ actions: UnsafePointer<Int32>,
    _ p: Parameters
  ) {
    let worlds = batch.worlds + index
    let (a, b, c, d) = (worlds[0].state, worlds[1].state, worlds[2].state, worlds[3].state)
    var motion = Motion<SIMD4<Double>>(
      position: SIMD4(a.position, b.position, c.position, d.position),
      velocity: SIMD4(a.velocity, b.velocity, c.velocity, d.velocity),
      angle: SIMD4(a.angle, b.angle, c.angle, d.angle),
      angularVelocity: SIMD4(
        a.angularVelocity, b.angularVelocity, c.angularVelocity, d.angularVelocity))
    let force = SIMD4(
      actions[0] == 1 ? p.force : -p.force, actions[1] == 1 ? p.force : -p.force,
      actions[2] == 1 ? p.force : -p.force, actions[3] == 1 ? p.force : -p.force)
    let (sine, cosine) = ExactMath.sineAndCosine(motion.angle)
    motion.advance(force: force, sine: sine, cosine: cosine, p)
    let fallen = motion.hasFallen(p)
    for lane in 0..<4 {
      worlds[lane].state = State(
        position: motion.position[lane], velocity: motion.velocity[lane],
        angle: motion.angle[lane], angularVelocity: motion.angularVelocity[lane])
      finish(index + lane, of: batch, terminated: fallen[lane])
    }
  }

  /// Writes the observations of a copy that has moved, and begins its next episode where one ended.
  @inline(__always)
  private static func finish(_ index: Int, of batch: EnvironmentBatch<CartPole>, terminated: Bool) {
    let steps = batch.elapsed[index] + 1
    if terminated || steps >= batch.timeLimit {
      batch.record(StepResult(reward: 1, terminated: terminated), of: index)
    } else {
      batch.rewards[index] = 1
      batch.terminated[index] = false
      batch.truncated[index] = false
      batch.elapsed[index] = steps
      batch.worlds[index].writeObservation(into: batch.observation(index))
    }
  }
}
