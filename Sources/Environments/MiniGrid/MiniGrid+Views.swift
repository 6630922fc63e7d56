extension MiniGrid {
  /// The planes of a one-hot view: eleven objects, six colours, three states; in the full view a
  /// fourth, since the agent's direction stands in the place of a state.
  var oneHotPlanes: Int { parameters.view.isPartial ? 20 : 21 }

  /// Writes the view that the parameters name.
  public func writeObservation(into observation: UnsafeMutableBufferPointer<UInt8>) {
    guard let first = observation.baseAddress else { return }
    switch parameters.view {
    case .partial: writePartialView(first)
    case .full: writeFullView(first)
    case .partialOneHot:
      writeOneHot(observation, cells: parameters.viewSize * parameters.viewSize) {
        writePartialView($0)
      }
    case .fullOneHot:
      writeOneHot(observation, cells: state.map.width * state.map.height) { writeFullView($0) }
    }
  }

  @inline(__always)
  private func writePartialView(_ target: UnsafeMutablePointer<UInt8>) {
    if parameters.viewSize == 7 {
      writeSevenBySeven(target)
    } else {
      writeSquare(target)
    }
  }

  /// Writes object, colour and state of all cells; the agent's cell holds a red agent, and its
  /// direction as the state.
  private func writeFullView(_ target: UnsafeMutablePointer<UInt8>) {
    let map = state.map
    let plane = map.width * map.height
    var place = 0
    for y in 0..<map.height {
      for x in 0..<map.width {
        write(map[x, y], target + place, plane)
        place += 1
      }
    }
    let agent = target + state.y * map.width + state.x
    agent[0] = MiniGridObject.agent.rawValue
    agent[plane] = MiniGridColor.red.rawValue
    agent[2 * plane] = UInt8(state.direction)
  }

  @inline(__always)
  private func write(_ cell: MiniGridCell, _ target: UnsafeMutablePointer<UInt8>, _ plane: Int) {
    target[0] = cell.objectNumber
    target[plane] = cell.colorNumber
    target[2 * plane] = cell.stateNumber
  }

  /// Writes a 1 for each object, each colour and each state of a view of `cells` cells.
  private func writeOneHot(
    _ observation: UnsafeMutableBufferPointer<UInt8>, cells: Int,
    view: (UnsafeMutablePointer<UInt8>) -> Void
  ) {
    observation.update(repeating: 0)
    withUnsafeTemporaryAllocation(of: UInt8.self, capacity: 3 * cells) { numbers in
      guard let first = numbers.baseAddress else { return }
      numbers.initialize(repeating: 0)
      view(first)
      for cell in 0..<cells {
        observation[Int(numbers[cell]) * cells + cell] = 1
        observation[(11 + Int(numbers[cells + cell])) * cells + cell] = 1
        observation[(17 + Int(numbers[2 * cells + cell])) * cells + cell] = 1
      }
    }
  }
}

// MARK: - What is seen from where

extension MiniGrid {
  /// The place on the map of a cell of the view.
  ///
  /// - Parameters:
  ///   - column: from the left; the agent is in the middle.
  ///   - row: from the farthest; the agent is in the last.
  /// - Returns: the place, which may lie outside the map.
  @inline(__always)
  func placeSeen(column: Int, row: Int) -> MiniGridPlace {
    let size = parameters.viewSize
    let (forwardX, forwardY) = Self.offset(state.direction)
    let (ahead, aside) = (size - 1 - row, column - size / 2)
    // The agent's right hand points to (−forwardY, forwardX).
    return MiniGridPlace(
      state.x + forwardX * ahead - forwardY * aside, state.y + forwardY * ahead + forwardX * aside)
  }

  /// Walks over the view from the agent's row to the farthest.
  ///
  /// - Parameter line: gets the number of the row and the visible cells of it, a bit for each.
  func forEachLine(_ line: (_ row: Int, _ visible: UInt32) -> Void) {
    let size = parameters.viewSize
    let all: UInt32 = 1 << UInt32(size) - 1
    var below: UInt32 = parameters.seesThroughWalls ? all : 1 << UInt32(size / 2)
    for row in (0..<size).reversed() {
      guard !parameters.seesThroughWalls else {
        line(row, all)
        continue
      }
      var clear: UInt32 = 0
      for column in 0..<size {
        let place = placeSeen(column: column, row: row)
        let isClear = state.map.contains(place.x, place.y) && !state.map[place.x, place.y].isOpaque
        clear |= isClear ? 1 << UInt32(column) : 0
      }
      let (visible, above) = MiniGridVisibility.spread(below, clear: clear, length: UInt32(size))
      line(row, visible)
      below = above
    }
  }

  /// Writes a view of any size, cell by cell.
  package func writeSquare(_ target: UnsafeMutablePointer<UInt8>) {
    let size = parameters.viewSize
    forEachLine { row, visible in
      for column in 0..<size {
        let place = placeSeen(column: column, row: row)
        var cell = state.map.contains(place.x, place.y) ? state.map[place.x, place.y] : .wall
        if row == size - 1 && column == size / 2 { cell = state.carrying ?? .empty }
        if visible >> UInt32(column) & 1 == 0 { cell = MiniGridCell(bits: 0) }
        write(cell, target + row * size + column, size * size)
      }
    }
  }
}

// MARK: - The usual view, eight cells at a time

extension MiniGrid {
  /// Writes the view of seven by seven cells; the same as `writeSquare`, many times as fast.
  ///
  /// A line of the view is a row or a column of the map, forwards or backwards, and the map holds
  /// both with a margin of walls, so a line is one load of eight cells, of which seven are used.
  @inline(__always)
  func writeSevenBySeven(_ target: UnsafeMutablePointer<UInt8>) {
    let map = state.map
    let isAlongX = state.direction & 1 == 0
    // Looking right or up, the left of the view has the smaller coordinate.
    let isBackwards = state.direction == 1 || state.direction == 2
    let stride = isAlongX ? map.columnStride : map.rowStride
    let step = state.direction < 2 ? stride : -stride
    let own =
      isAlongX ? map.columnPlace(state.x, state.y) : map.rowPlace(state.x, state.y)
    let carried = state.carrying ?? .empty
    let isLimited = !parameters.seesThroughWalls
    map.cells.withUnsafeBytes { bytes in
      var place = own - (isBackwards ? 4 : 3)
      var below: UInt32 = 1 << 3
      for row in (0..<7).reversed() {
        let cells = bytes.loadUnaligned(fromByteOffset: 2 * place, as: SIMD8<UInt16>.self)
        place += step
        var low = Self.packed(cells & 0xFF)
        var high = Self.packed(cells &>> 8)
        if isBackwards { (low, high) = (low.byteSwapped, high.byteSwapped) }
        if isLimited {
          let clear = ~Self.bits(low >> 7) & 0x7F
          let (visible, above) = MiniGridVisibility.spread(below, clear: clear, length: 7)
          below = above
          let mask = Self.bytes(UInt64(visible))
          low &= mask
          high &= mask
        }
        if row == 6 {
          low = low & ~(0xFF << 24) | UInt64(carried.bits & 0x7F) << 24
          high &= ~(0xFF << 24)
        }
        let line = target + 7 * row
        Self.store(low & 0x0F0F_0F0F_0F0F_0F0F, line)
        Self.store(low >> 4 & 0x0707_0707_0707_0707, line + 49)
        Self.store(high & 0x0303_0303_0303_0303, line + 98)
      }
    }
  }

  /// The low bytes of eight numbers below 256.
  @inline(__always)
  private static func packed(_ numbers: SIMD8<UInt16>) -> UInt64 {
    unsafeBitCast(SIMD8<UInt8>(truncatingIfNeeded: numbers), to: UInt64.self)
  }

  /// The lowest bits of eight bytes, side by side.
  @inline(__always)
  private static func bits(_ bytes: UInt64) -> UInt32 {
    let lowest = bytes & 0x0101_0101_0101_0101
    return UInt32(truncatingIfNeeded: (lowest &* 0x0102_0408_1020_4080) >> 56)
  }

  /// Eight bytes, all ones where a bit is set.
  @inline(__always)
  private static func bytes(_ bits: UInt64) -> UInt64 {
    let spread = (bits &* 0x0101_0101_0101_0101) & 0x8040_2010_0804_0201
    return ((spread &+ 0x7F7F_7F7F_7F7F_7F7F) >> 7 & 0x0101_0101_0101_0101) &* 0xFF
  }

  /// Writes the lower seven bytes.
  @inline(__always)
  private static func store(_ bytes: UInt64, _ target: UnsafeMutablePointer<UInt8>) {
    let raw = UnsafeMutableRawPointer(target)
    raw.storeBytes(of: UInt32(truncatingIfNeeded: bytes), as: UInt32.self)
    (raw + 3).storeBytes(of: UInt32(truncatingIfNeeded: bytes >> 24), as: UInt32.self)
  }
}
