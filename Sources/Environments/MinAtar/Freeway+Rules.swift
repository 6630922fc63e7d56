extension Freeway.State: MinAtarState {
  /// The column in which the chicken crosses.
  private static let crossing: UInt8 = 4
  /// The steps from one move of the chicken to the next.
  private static let movePeriod: Int8 = 3

  /// Puts the chicken on the bottom row and the cars on the left.
  public mutating func begin(from source: inout some RandomSource) {
    self = Self()
    drawCars(from: &source)
  }

  /// Gives every car a period and a direction.
  ///
  /// MinAtar gives a car that draws exactly 1/2 no direction and no period; here it goes right.
  @inline(never)
  private mutating func drawCars(from source: inout some RandomSource) {
    for lane in 0..<8 {
      periods[lane] = UInt8(truncatingIfNeeded: source.integer(in: 1..<6))
    }
    for lane in 0..<8 { strides[lane] = source.uniformDouble() < 0.5 ? 9 : 1 }
    timers = periods
  }

  /// Moves the chicken, then the cars.
  @inline(__always)
  public mutating func advance(
    _ action: MinAtarAction, isRamping: Bool, from source: inout some RandomSource
  ) -> StepResult {
    guard stepsLeft >= 0 else { return StepResult(reward: 0, terminated: true) }
    if moveTimer == 0, action == .up || action == .down {
      moveTimer = Self.movePeriod
      chicken = action == .up ? chicken - 1 : min(chicken + 1, 9)
    }
    var reward: Float = 0
    if chicken == 0 {
      reward = 1
      chicken = 9
      drawCars(from: &source)
    }
    let before = columns
    moveCars()
    if chicken < 9 {
      let lane = Int(chicken) - 1
      if before[lane] == Self.crossing || columns[lane] == Self.crossing { chicken = 9 }
    }
    if moveTimer > 0 { moveTimer -= 1 }
    stepsLeft -= 1
    return StepResult(reward: reward, terminated: stepsLeft < 0)
  }

  /// Moves the cars whose timers have run out by one cell.
  @inline(__always)
  private mutating func moveCars() {
    let moves = timers.isZero
    columns = Self.around(columns + strides.kept(where: moves))
    // A timer of 0 starts anew, the others lose one.
    timers = (timers - timers.isNotZero) + periods.kept(where: moves)
  }

  /// Columns of 0 to 19 on a road that has 10 and is closed to a ring.
  @inline(__always)
  private static func around(_ columns: ByteLanes) -> ByteLanes {
    columns - columns.isAtLeast(10) * 10
  }

  /// Whether chicken and cars are on the board and all timers in their ranges.
  public var isValid: Bool {
    (1...9).contains(chicken) && (0...Self.movePeriod).contains(moveTimer)
      && (-1...2500).contains(stepsLeft) && columns.areAll(in: 0...9)
      && periods.areAll(in: 1...5) && (0..<8).allSatisfy { timers[$0] <= periods[$0] }
      && (0..<8).allSatisfy { strides[$0] == 1 || strides[$0] == 9 }
  }

  /// Marks chicken, cars, and the cells behind the cars in the planes of their periods.
  @inline(__always)
  public func mark(_ planes: MinAtarPlanes) {
    planes.mark(0, row: Int(chicken), column: Int(Self.crossing))
    let behind = Self.around(columns + (ByteLanes(repeating: 10) - strides))
    for lane in 0..<8 {
      planes.mark(1, row: lane + 1, column: Int(columns[lane]))
      planes.mark(1 + Int(periods[lane]), row: lane + 1, column: Int(behind[lane]))
    }
  }

  /// Reads MinAtar's variables.
  public init(recorded variables: MinAtarVariables) throws {
    chicken = Int8(try variables.integer("pos", in: 1...9))
    moveTimer = Int8(try variables.integer("move_timer", in: 0...Int(Self.movePeriod)))
    stepsLeft = Int16(try variables.integer("terminate_timer", in: -1...2500))
    guard try variables.flag("terminal") == (stepsLeft < 0) else {
      throw variables.fault("terminal", "true exactly where the time is up")
    }
    for (lane, car) in try variables.list("cars", count: 8...8).enumerated() {
      guard let numbers = car.list, numbers.count == 4,
        let column = numbers[0].integer(in: 0...9),
        numbers[1].integer(in: (lane + 1)...(lane + 1)) != nil,
        let speed = numbers[3].integer(in: -5...5), speed != 0,
        let timer = numbers[2].integer(in: 0...abs(speed))
      else { throw variables.fault("cars", "eight lists of column, row, timer and speed") }
      columns[lane] = UInt8(column)
      timers[lane] = UInt8(timer)
      periods[lane] = UInt8(abs(speed))
      strides[lane] = speed < 0 ? 9 : 1
    }
  }

  /// MinAtar's variables; a car is its column, row, timer, and its period with the direction's sign.
  public var variables: [String: MinAtarValue] {
    let cars = (0..<8).map { lane in
      let speed = strides[lane] == 1 ? Int(periods[lane]) : -Int(periods[lane])
      let numbers = [Int(columns[lane]), lane + 1, Int(timers[lane]), speed]
      return MinAtarValue.list(numbers.map { MinAtarValue($0) })
    }
    return [
      "cars": .list(cars), "pos": MinAtarValue(Int(chicken)),
      "move_timer": MinAtarValue(Int(moveTimer)),
      "terminate_timer": MinAtarValue(Int(stepsLeft)), "terminal": MinAtarValue(stepsLeft < 0),
    ]
  }
}
