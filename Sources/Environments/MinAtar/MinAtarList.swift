/// What can lie in a ``MinAtarList``: a small value with a filler for the places that are free.
package protocol MinAtarListElement: Hashable, Codable, Sendable, BitwiseCopyable {
  /// The filler.
  init()
}

/// A short list that lies within its owner: nothing is allocated, copying it copies its elements.
package struct MinAtarList<Element: MinAtarListElement, let capacity: Int>: Sendable {
  /// The number of elements.
  package private(set) var count = 0
  private var places = InlineArray<capacity, Element>(repeating: Element())

  /// An empty list.
  @inline(__always)
  package init() {}

  /// One element.
  @inline(__always)
  package subscript(index: Int) -> Element {
    get {
      precondition(index < count, "expected an index below \(count), got \(index)")
      return places[index]
    }
    set {
      precondition(index < count, "expected an index below \(count), got \(index)")
      places[index] = newValue
    }
  }

  /// Adds an element at the end; a full list stays as it is.
  @inline(__always)
  package mutating func append(_ element: Element) {
    guard count < capacity else { return }
    places[count] = element
    count += 1
  }

  /// Removes one element; the order of the others stays.
  package mutating func remove(at index: Int) {
    precondition(index < count, "expected an index below \(count), got \(index)")
    for place in index..<(count - 1) { places[place] = places[place + 1] }
    count -= 1
  }

  /// Removes all elements.
  @inline(__always)
  package mutating func removeAll() { count = 0 }

  /// The index of the first element that fulfils a condition.
  @inline(__always)
  package func firstIndex(where condition: (Element) -> Bool) -> Int? {
    for index in 0..<count where condition(places[index]) { return index }
    return nil
  }

  /// The elements as an array; allocates.
  package var array: [Element] { (0..<count).map { places[$0] } }
}

extension MinAtarList: Hashable {
  /// Whether both have the same elements in the same order.
  package static func == (left: Self, right: Self) -> Bool { left.array == right.array }

  /// Hashes the elements.
  package func hash(into hasher: inout Hasher) { hasher.combine(array) }
}

extension MinAtarList: Codable {
  /// Writes the elements as an array.
  package func encode(to encoder: any Encoder) throws { try array.encode(to: encoder) }

  /// Reads an array of at most `capacity` elements.
  package init(from decoder: any Decoder) throws {
    let elements = try [Element](from: decoder)
    guard elements.count <= capacity else {
      throw DecodingError.dataCorrupted(
        .init(
          codingPath: decoder.codingPath,
          debugDescription: "expected at most \(capacity) elements, got \(elements.count)"))
    }
    self.init()
    for element in elements { append(element) }
  }
}
