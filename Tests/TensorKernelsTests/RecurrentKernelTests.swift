import TensorKernels
import Testing

@Suite struct RecurrentKernelTests {
  /// Sizes around the vector of sixteen, two rows.
  @Test(
    "A step of LSTM and GRU, there and back, has the same bits on every level",
    arguments: [1, 7, 15, 16, 17, 33, 64])
  func levelsAgree(hidden: Int) {
    var inputs = KernelInputs(seed: UInt64(70 + hidden))
    let rows = 2
    let block = rows * hidden
    let gates = inputs.floats(4 * block, scale: 6)
    let sums = inputs.floats(3 * block, scale: 6)
    let (h, c, dh, dc) = (
      inputs.floats(block, scale: 1), inputs.floats(block, scale: 3),
      inputs.floats(block, scale: 2), inputs.floats(block, scale: 2)
    )
    var answers: [[[Float]]] = []
    for level in KernelLevel.supported {
      let k = level.functions
      var (g, next, cell) = (gates, h, c)
      k.lstm_step(&next, &cell, &g, c, rows, hidden)
      var dg = [Float](repeating: .nan, count: 4 * block)
      var dcell = dc
      k.lstm_step_backward(&dg, &dcell, dh, g, cell, c, rows, hidden)
      var answer = [g, next, cell, dg, dcell]
      g = gates
      k.gru_step(&next, &g, sums, h, rows, hidden)
      var dstate = dh
      k.gru_step_backward(&dg, &dstate, g, h, rows, hidden)
      answer += [g, next, dg, dstate]
      answers.append(answer)
      #expect(answer.allSatisfy { $0.allSatisfy(\.isFinite) })
    }
    for answer in answers {
      #expect(zip(answer, answers[0]).allSatisfy(sameBits))
    }
  }

  @Test("The gates of an LSTM far from 0 are 0 and 1, and its cell may be overwritten")
  func saturated() {
    var gates: [Float] = [100, -100, 100, 100]
    var cell: [Float] = [5]
    var h: [Float] = [0]
    cell.withUnsafeMutableBufferPointer { cell in
      ck_lstm_step(&h, cell.baseAddress, &gates, cell.baseAddress, 1, 1)
    }
    // 1 / (1 + e^87): the gate goes no further down than that.
    #expect(gates[1] > 1e-38 && gates[1] < 2e-38)
    #expect(gates[0] == 1 && gates[2] == 1 && gates[3] == 1 && cell == [1])
    #expect(h == [0.7615942])
  }
}
