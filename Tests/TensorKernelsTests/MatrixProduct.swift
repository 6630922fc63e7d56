import TensorKernels

/// One call of the matrix product: sizes, layout and what is fused.
struct MatrixProduct: CustomStringConvertible {
  var rows, columns, depth: Int
  var transposeA = false
  var transposeB = false
  var accumulate = false
  var activation = CK_ACTIVATION_NONE
  var hasBias = false
  /// Floats between the end of a row and the next row, in a, b and c.
  var padding = (0, 0, 0)

  var lda: Int { (transposeA ? rows : depth) + padding.0 }
  var ldb: Int { (transposeB ? depth : columns) + padding.1 }
  var ldc: Int { columns + padding.2 }

  var description: String {
    "\(rows)x\(columns)x\(depth) transposes \(transposeA) \(transposeB), accumulate \(accumulate), "
      + "activation \(activation), bias \(hasBias), padding \(padding)"
  }

  /// A product of random shape and options, with sizes from `sizes`.
  static func random(sizes: [Int], from inputs: inout KernelInputs) -> MatrixProduct {
    MatrixProduct(
      rows: sizes[inputs.integer(below: sizes.count)],
      columns: sizes[inputs.integer(below: sizes.count)],
      depth: sizes[inputs.integer(below: sizes.count)],
      transposeA: inputs.bool(), transposeB: inputs.bool(), accumulate: inputs.bool(),
      activation: [CK_ACTIVATION_NONE, CK_ACTIVATION_RELU][inputs.integer(below: 2)],
      hasBias: inputs.bool(),
      padding: (inputs.integer(below: 3), inputs.integer(below: 3), inputs.integer(below: 3)))
  }

  /// The operands: a, b, c before the call, bias.
  struct Operands {
    var a, b, c, bias: [Float]
  }

  func operands(from inputs: inout KernelInputs) -> Operands {
    Operands(
      a: inputs.floats((transposeA ? depth : rows) * lda),
      b: inputs.floats((transposeB ? columns : depth) * ldb),
      c: inputs.floats(rows * ldc), bias: inputs.floats(columns))
  }

  /// The specification: one chain of fused multiply-adds per element, in the order of the sum.
  func naive(_ operands: Operands) -> [Float] {
    var c = operands.c
    for i in 0..<rows {
      for j in 0..<columns {
        var sum = accumulate ? c[i * ldc + j] : 0
        for p in 0..<depth {
          let a = operands.a[transposeA ? p * lda + i : i * lda + p]
          let b = operands.b[transposeB ? j * ldb + p : p * ldb + j]
          sum.addProduct(a, b)
        }
        if hasBias { sum += operands.bias[j] }
        if activation == CK_ACTIVATION_RELU && sum <= 0 { sum = 0 }
        c[i * ldc + j] = sum
      }
    }
    return c
  }

  /// The kernel's answer, with `b` given as it is or packed before.
  func run(_ operands: Operands, packed: Bool, on functions: ck_kernels) -> [Float] {
    var c = operands.c
    let size =
      packed
      ? functions.matmul_packed_workspace(rows, columns, depth, transposeA)
      : functions.matmul_workspace(rows, columns, depth, transposeA, transposeB)
    withUnsafeTemporaryAllocation(byteCount: max(size, 16) * 4, alignment: 64) { raw in
      let workspace = raw.bindMemory(to: Float.self).baseAddress
      operands.a.misaligned { a in
        operands.b.misaligned { b in
          operands.bias.misaligned { allBias in
            let bias = hasBias ? allBias : nil
            let fused = Int32(activation)
            if packed {
              var panels = [Float](repeating: .nan, count: functions.packed_size(columns, depth))
              functions.pack(&panels, b, ldb, transposeB, columns, depth)
              functions.matmul_packed(
                &c, ldc, a, lda, transposeA, panels, bias, fused, accumulate, rows, columns, depth,
                workspace)
            } else {
              functions.matmul(
                &c, ldc, a, lda, transposeA, b, ldb, transposeB, bias, fused, accumulate, rows,
                columns, depth, workspace)
            }
          }
        }
      }
    }
    return c
  }
}
