import Determinism
import TensorCore
import TestSupport
import Testing

/// Weights of one direction from a seed.
private func tensors(_ cell: RecurrentCell, inputs: Int, hidden: Int, seed: UInt64) -> [Tensor] {
  let rows = cell.gates * hidden
  return [
    randomTensor([rows, inputs], seed: seed, in: -0.6..<0.6),
    randomTensor([rows, hidden], seed: seed + 1, in: -0.6..<0.6),
    randomTensor([rows], seed: seed + 2, in: -0.5..<0.5),
    randomTensor([rows], seed: seed + 3, in: -0.5..<0.5),
  ]
}

private func weights(_ values: [Tensor]) -> RecurrentWeights {
  RecurrentWeights(
    input: values[0], state: values[1], inputBias: values[2], stateBias: values[3])
}

/// The first 16 digits of the SHA-256 of the tensors' bits.
private func digest(_ tensors: [[Float]]) -> String {
  var hash = SHA256()
  for tensor in tensors { tensor.withUnsafeBytes { hash.update($0) } }
  return String(SHA256.hex(of: hash.finalize()).prefix(16))
}

@Suite struct RecurrentTests {
  @Test(arguments: RecurrentCell.allCases)
  func gradientsAreRight(_ cell: RecurrentCell) {
    let forward = tensors(cell, inputs: 3, hidden: 5, seed: 10)
    let back = tensors(cell, inputs: 3, hidden: 5, seed: 20)
    let x = randomTensor([4, 3, 3], seed: 30)
    let states = (0..<(cell == .lstm ? 2 : 1)).map {
      randomTensor([2, 4, 5], seed: UInt64(40 + $0))
    }
    let towards = [
      randomTensor([4, 3, 10], seed: 50), randomTensor([2, 4, 5], seed: 51),
      randomTensor([2, 4, 5], seed: 52),
    ]
    for (seed, lengths) in [nil, [2, 3, 0, 1]].enumerated() {
      for batchFirst in [true, false] {
        // ReLU has kinks: a smaller direction hits them rarely, and these seeds do not.
        expectGradient([x] + forward + back + states, seed: UInt64(seed)) { values in
          let input = batchFirst ? values[0] : values[0].reshaped([3, 4, 3])
          let result = Tensor.recurrent(
            cell, input, weights: [weights(Array(values[1...4])), weights(Array(values[5...8]))],
            hidden: values[9], memory: cell == .lstm ? values[10] : nil, lengths: lengths,
            batchFirst: batchFirst)
          let output = result.output.reshaped([4, 3, 10])
          var loss = (output * towards[0]).sum() + (result.hidden * towards[1]).sum()
          if let memory = result.memory { loss = loss + (memory * towards[2]).sum() }
          return loss
        }
      }
    }
  }

  @Test(arguments: RecurrentCell.allCases)
  func oneStepIsTheFormula(_ cell: RecurrentCell) {
    // Worked by hand for a state of size 1: every sum is w x + b + u h + c with the numbers below.
    let rows = cell.gates
    let column = Tensor((0..<rows).map { 0.5 + 0.25 * Float($0) }, shape: [rows, 1])
    let bias = Tensor([Float](repeating: 0.125, count: rows))
    let set = RecurrentWeights(input: column, state: column, inputBias: bias, stateBias: bias)
    let result = Tensor.recurrent(
      cell, Tensor([2], shape: [1, 1, 1]), weights: [set], hidden: Tensor([-1], shape: [1, 1, 1]),
      memory: cell == .lstm ? Tensor([0.5], shape: [1, 1, 1]) : nil)
    // The sums: 0.75, 1, 1.25, 1.5; their shares of the state: −0.375, −0.625, −0.875.
    func sigmoid(_ x: Double) -> Double { 1 / (1 + ExactMath.exp(-x)) }
    func tanh(_ x: Double) -> Double { 2 * sigmoid(2 * x) - 1 }
    let expected: Double
    switch cell {
    case .tanh: expected = tanh(0.75)
    case .relu: expected = 0.75
    case .lstm:
      let memory = sigmoid(1) * 0.5 + sigmoid(0.75) * tanh(1.25)
      expectNear(result.memory?.scalars ?? [], [Float(memory)], tolerance: 1e-6)
      expected = sigmoid(1.5) * tanh(memory)
    case .gru:
      let new = tanh(2.125 + sigmoid(0.75) * -0.875)
      expected = (1 - sigmoid(1)) * new - sigmoid(1)
    }
    expectNear(result.output.scalars, [Float(expected)], tolerance: 1e-6)
    #expect(result.output.scalars == result.hidden.scalars)
  }

  @Test(arguments: RecurrentCell.allCases)
  func recordingChangesNoBit(_ cell: RecurrentCell) {
    let set = tensors(cell, inputs: 7, hidden: 9, seed: 3)
    let x = randomTensor([5, 6, 7], seed: 4)
    for lengths in [nil, [3, 6, 1, 0, 5]] {
      let constant = Tensor.recurrent(
        cell, x, weights: [weights(set), weights(set)], lengths: lengths)
      let parameter = Parameter(x)
      let recorded = Tensor.recurrent(
        cell, parameter.tensor, weights: [weights(set), weights(set)], lengths: lengths)
      #expect(constant.output.scalars == recorded.output.scalars)
      #expect(constant.hidden.scalars == recorded.hidden.scalars)
      #expect(constant.memory?.scalars == recorded.memory?.scalars)
    }
  }

  @Test(arguments: RecurrentCell.allCases)
  func aSequenceComesOutAsIfItWereAlone(_ cell: RecurrentCell) {
    let set = weights(tensors(cell, inputs: 3, hidden: 4, seed: 5))
    let lengths = [2, 5, 0, 3]
    var input = randomTensor([4, 5, 3], seed: 6).scalars
    // What stands past the end has no effect, not even NaN.
    for (sequence, length) in lengths.enumerated() {
      for i in (sequence * 5 + length) * 3..<(sequence + 1) * 15 { input[i] = .nan }
    }
    let x = Parameter(Tensor(input, shape: [4, 5, 3]))
    let together = Tensor.recurrent(cell, x.tensor, weights: [set, set], lengths: lengths)
    (together.output.sum() + together.hidden.sum()).backward()
    #expect(x.gradient?.isFinite ?? false)
    for (sequence, length) in lengths.enumerated() {
      let own = x.value.sliced(sequence..<sequence + 1).sliced(0..<length, axis: 1)
      let alone = Tensor.recurrent(cell, own, weights: [set, set])
      let row = together.output.sliced(sequence..<sequence + 1)
      #expect(row.sliced(0..<length, axis: 1).scalars == alone.output.scalars)
      #expect(row.sliced(length..<5, axis: 1).scalars.allSatisfy { $0 == 0 })
      #expect(
        together.hidden.sliced(sequence..<sequence + 1, axis: 1).scalars == alone.hidden.scalars)
    }
  }

  @Test(arguments: RecurrentCell.allCases)
  func noStepsAndNoSequencesAreDefined(_ cell: RecurrentCell) throws {
    let values = tensors(cell, inputs: 3, hidden: 4, seed: 7).map { Parameter($0) }
    let set = weights(values.map(\.tensor))
    let start = Parameter(randomTensor([1, 2, 4], seed: 8))
    let none = Tensor.recurrent(
      cell, Tensor.zeros([2, 0, 3]), weights: [set], hidden: start.tensor)
    #expect(none.output.shape == [2, 0, 4])
    #expect(none.hidden.scalars == start.value.scalars)
    none.hidden.sum().backward()
    #expect(start.gradient?.scalars == [Float](repeating: 1, count: 8))
    for value in values { #expect(value.gradient?.scalars.allSatisfy { $0 == 0 } ?? false) }

    let empty = Tensor.recurrent(cell, Tensor.zeros([0, 3, 3]), weights: [set])
    #expect(empty.output.shape == [0, 3, 4] && empty.hidden.shape == [1, 0, 4])
    for value in values { value.gradient = nil }
    empty.output.sum().backward()
    for value in values { #expect(value.gradient?.scalars.allSatisfy { $0 == 0 } ?? false) }
  }

  @Test func aNaNStaysInItsSequence() {
    let set = weights(tensors(.lstm, inputs: 2, hidden: 3, seed: 9))
    let x = Tensor([.nan, 1, 1, 1, 0, 1, 1, 0], shape: [2, 2, 2])
    let output = Tensor.recurrent(.lstm, x, weights: [set]).output.scalars
    #expect(output[..<6].allSatisfy(\.isNaN) && output[6...].allSatisfy(\.isFinite))
  }

  @Test func aRetainedGraphGivesTheSameGradientAgain() throws {
    for cell in RecurrentCell.allCases {
      let values = tensors(cell, inputs: 3, hidden: 4, seed: 11).map { Parameter($0) }
      let result = Tensor.recurrent(
        cell, randomTensor([3, 4, 3], seed: 12), weights: [weights(values.map(\.tensor))])
      let loss = result.output.squared().sum()
      loss.backward(retainingGraph: true)
      let first = values.map { $0.gradient?.scalars ?? [] }
      for value in values { value.gradient = nil }
      loss.backward()
      #expect(values.map { $0.gradient?.scalars ?? [] } == first)
    }
  }

  /// The golden hashes are of x86-64 and arm64 alike: no bit depends on the machine.
  @Test(
    arguments: zip(
      RecurrentCell.allCases,
      ["968078900dbfb4b2", "2aa702c300c0ef5d", "b665da0b283c33b5", "3c4c34a0b08b07dc"]))
  func theBitsAreTheGoldenOnes(_ cell: RecurrentCell, _ expected: String) {
    #expect(digest(wholeRun(cell)) == expected)
  }
}

/// Outputs, states and all gradients of a layer with two directions and lengths.
private func wholeRun(_ cell: RecurrentCell) -> [[Float]] {
  let x = Parameter(randomTensor([31, 20, 19], seed: 1))
  let sets = [
    tensors(cell, inputs: 19, hidden: 37, seed: 2), tensors(cell, inputs: 19, hidden: 37, seed: 6),
  ].map { $0.map { Parameter($0) } }
  let start = Parameter(randomTensor([2, 31, 37], seed: 9))
  var results: [[Float]] = []
  for lengths in [nil, (0..<31).map { ($0 * 7) % 21 }] {
    let result = Tensor.recurrent(
      cell, x.tensor, weights: sets.map { weights($0.map(\.tensor)) }, hidden: start.tensor,
      lengths: lengths)
    (result.output.squared().sum() + result.hidden.sum()).backward()
    results += [result.output.scalars, result.hidden.scalars, result.memory?.scalars ?? []]
  }
  return results + ([x, start] + sets.flatMap { $0 }).map { $0.gradient?.scalars ?? [] }
}

@Suite(.serialized) struct RecurrentThreadsTests {
  @Test(arguments: RecurrentCell.allCases)
  func everyNumberOfThreadsGivesTheSameBits(_ cell: RecurrentCell) {
    defer { Parallel.threads = 1 }
    Parallel.threads = 1
    let alone = digest(wholeRun(cell))
    for threads in [2, 3, 7] {
      Parallel.threads = threads
      #expect(digest(wholeRun(cell)) == alone, "\(threads) threads")
    }
  }
}

@Suite struct RecurrentShapeTests {
  @Test func aWrongShapeStopsTheProgram() async {
    await #expect(processExitsWith: .failure) {
      let set = RecurrentWeights(input: Tensor.zeros([16, 3]), state: Tensor.zeros([16, 4]))
      _ = Tensor.recurrent(.lstm, Tensor.zeros([2, 5]), weights: [set])
    }
    await #expect(processExitsWith: .failure) {
      let set = RecurrentWeights(input: Tensor.zeros([16, 3]), state: Tensor.zeros([16, 4]))
      _ = Tensor.recurrent(.gru, Tensor.zeros([2, 5, 3]), weights: [set])
    }
    await #expect(processExitsWith: .failure) {
      let set = RecurrentWeights(input: Tensor.zeros([16, 3]), state: Tensor.zeros([16, 4]))
      _ = Tensor.recurrent(
        .lstm, Tensor.zeros([2, 5, 3]), weights: [set], hidden: Tensor.zeros([2, 4]))
    }
    await #expect(processExitsWith: .failure) {
      let set = RecurrentWeights(input: Tensor.zeros([16, 3]), state: Tensor.zeros([16, 4]))
      _ = Tensor.recurrent(.lstm, Tensor.zeros([2, 5, 3]), weights: [set], lengths: [5, 6])
    }
    await #expect(processExitsWith: .failure) {
      let set = RecurrentWeights(input: Tensor.zeros([4, 3]), state: Tensor.zeros([4, 4]))
      _ = Tensor.recurrent(
        .tanh, Tensor.zeros([2, 5, 3]), weights: [set], memory: Tensor.zeros([1, 2, 4]))
    }
  }
}
