import Documents
import NeuralNetworks
import TensorCore
import Transfer

/// What a transfer begins from: a policy file of apus, or tensors that another library wrote.
public struct TransferSource {
  /// The file.
  public let file: String
  /// What is in a file of apus; nil for another library's.
  public let network: TrainedNetwork?
  /// Its tensors, with their names.
  public let parameters: [Parameter]
  /// Tensors that cannot be weights, and why.
  public let unusable: [WeightTransfer.Difference]

  /// Reads a run folder's best policy, a policy file, or another library's safetensors file.
  ///
  /// - Throws: `InputError` for a damaged file, or one without a tensor that could be a weight.
  public init(reading path: String) throws {
    file = try Policy.file(of: path)
    let tensors = try SafeTensors.read(contentsOf: file)
    if tensors.metadata["format"]?.hasPrefix("apus") ?? false {
      let network = try TrainedNetwork(PolicyFile(path: file, tensors: tensors))
      self.network = network
      parameters = network.parameters
      unusable = []
      return
    }
    network = nil
    var parameters: [Parameter] = []
    var unusable: [WeightTransfer.Difference] = []
    for entry in tensors.tensors {
      do {
        parameters.append(Parameter(try entry.weights(), name: entry.name))
      } catch let error as InputError {
        unusable.append(.init(name: entry.name, reason: error.message))
      }
    }
    guard !parameters.isEmpty else {
      throw InputError(
        "holds no tensor of weights: "
          + unusable.prefix(8).map { "\(shown($0.name)) \($0.reason)" }.joined(separator: ", "),
        file: file, remedy: "give a policy of apus, or a safetensors file of floating-point tensors"
      )
    }
    self.parameters = parameters
    self.unusable = unusable
  }

  /// What the outputs are called: actions or classes; none where the file does not say.
  public var outputNames: [String] { network?.task.outputNames ?? [] }
}

extension TaskDefinition {
  /// What a network's outputs for the task are called: its actions or classes.
  var outputNames: [String] {
    switch self {
    case .environment(let definition): definition.actions
    case .dataset(let definition): definition.targets.classNames
    }
  }
}

extension SafeTensors.Entry {
  /// The elements as a tensor of 32-bit floats; those of 16 bits are widened exactly, those of 64 bits
  /// rounded.
  ///
  /// - Throws: `InputError` for numbers that are no floats, or a shape that is too large.
  func weights() throws -> Tensor {
    guard shape.count <= Shape.maximumRank, shape.allSatisfy({ (1...Int(Int32.max)).contains($0) })
    else { throw InputError("has the shape \(shape), which no tensor here can have") }
    func elements<Word: FixedWidthInteger>(_ value: (Word) -> Float) -> Tensor {
      Tensor(shape: Shape(shape)) { scalars in
        bytes.withUnsafeBytes { bytes in
          for index in scalars.indices {
            let place = index * MemoryLayout<Word>.size
            scalars[index] = value(
              Word(littleEndian: bytes.loadUnaligned(fromByteOffset: place, as: Word.self)))
          }
        }
      }
    }
    switch type {
    case .f32: return elements { (word: UInt32) in Float(bitPattern: word) }
    case .f64: return elements { (word: UInt64) in Float(Double(bitPattern: word)) }
    case .bf16: return elements { (word: UInt16) in Float(bitPattern: UInt32(word) << 16) }
    case .f16: return elements(widened)
    case .i64, .u64, .i32, .u32, .i16, .u16, .i8, .u8, .bool:
      throw InputError("has dtype \(type.rawValue), which holds no weights")
    }
  }
}

/// A 16-bit float of IEEE 754 as one of 32 bits, exactly.
private func widened(_ word: UInt16) -> Float {
  let sign: Float = word >> 15 == 1 ? -1 : 1
  let exponent = Int(word >> 10 & 31)
  let fraction = UInt32(word & 1023)
  switch exponent {
  case 0: return sign * Float(fraction) / 16_777_216
  case 31:
    return Float(bitPattern: UInt32(word >> 15) << 31 | 0x7F80_0000 | fraction << 13)
  default:
    return Float(
      bitPattern: UInt32(word >> 15) << 31 | UInt32(exponent + 112) << 23 | fraction << 13)
  }
}
