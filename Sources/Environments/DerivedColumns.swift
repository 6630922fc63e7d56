/// Columns of a vector environment that are computed when they are first read after a step: bytes
/// as floats, and the masks of actions.
package struct DerivedColumns {
  private let floats: UnsafeMutableBufferPointer<Float>
  private let finalFloats: UnsafeMutableBufferPointer<Float>
  private let masks: UnsafeMutableBufferPointer<Bool>
  private var hasFloats = false
  private var hasFinalFloats = false
  private var hasMasks = false

  /// Allocates the columns.
  ///
  /// - Parameters:
  ///   - bytes: the number of bytes of an observation column; 0 where observations are floats.
  ///   - masks: the number of flags of all masks; 0 where there are none.
  package init(bytes: Int, masks: Int) {
    floats = .allocate(capacity: bytes)
    floats.initialize(repeating: 0)
    finalFloats = .allocate(capacity: bytes)
    finalFloats.initialize(repeating: 0)
    self.masks = .allocate(capacity: masks)
    self.masks.initialize(repeating: true)
  }

  package func deallocate() {
    floats.deallocate()
    finalFloats.deallocate()
    masks.deallocate()
  }

  /// Says that the vector has changed since the columns were computed.
  package mutating func invalidate() {
    hasFloats = false
    hasFinalFloats = false
    hasMasks = false
  }

  /// The observations as floats.
  package mutating func observations(
    _ bytes: UnsafeBufferPointer<UInt8>
  ) -> UnsafeBufferPointer<Float> {
    if !hasFloats {
      for index in bytes.indices { floats[index] = Float(bytes[index]) }
      hasFloats = true
    }
    return UnsafeBufferPointer(floats)
  }

  /// The final observations as floats, in the rows of the copies whose episode ended.
  package mutating func finalObservations(
    _ bytes: UnsafeBufferPointer<UInt8>, _ terminated: UnsafeBufferPointer<Bool>,
    _ truncated: UnsafeBufferPointer<Bool>
  ) -> UnsafeBufferPointer<Float> {
    if !hasFinalFloats {
      let size = bytes.count / terminated.count
      for copy in terminated.indices where terminated[copy] || truncated[copy] {
        for index in (copy * size)..<((copy + 1) * size) {
          finalFloats[index] = Float(bytes[index])
        }
      }
      hasFinalFloats = true
    }
    return UnsafeBufferPointer(finalFloats)
  }

  /// The masks of actions, `write` filling the one of each copy.
  package mutating func actionMasks(
    count: Int, _ write: (Int, UnsafeMutableBufferPointer<Bool>) -> Void
  ) -> UnsafeBufferPointer<Bool> {
    if !hasMasks {
      let size = masks.count / count
      for copy in 0..<count {
        let row = (copy * size)..<((copy + 1) * size)
        write(copy, UnsafeMutableBufferPointer(rebasing: masks[row]))
      }
      hasMasks = true
    }
    return UnsafeBufferPointer(masks)
  }
}
