import Documents

extension WindowSize {
  /// Reads `3` or `[3, 5]`.
  init(_ node: DocumentNode, from least: Int) throws {
    if node.isSequence {
      let numbers = try node.sequence()
      guard numbers.count == 2 else {
        throw node.error(expected: "one number, or two for height and width")
      }
      self.init(
        try numbers[0].int(in: least...Self.largest), try numbers[1].int(in: least...Self.largest))
    } else {
      self.init(try node.int(in: least...Self.largest))
    }
  }
}

extension ConvolutionSpecification {
  init(_ kind: Kind, _ node: DocumentNode) throws {
    var keys = ["channels", "kernel", "stride", "padding", "dilation", "groups", "bias"]
    if kind == .transposed2d { keys.insert("output_padding", at: 4) }
    let mapping = try node.mapping(keys: keys, required: ["channels", "kernel"])
    let sizes = 1...NetworkSpecification.largestSize
    self.init(
      kind, channels: try mapping.require("channels").int(in: sizes),
      kernel: try WindowSize(mapping.require("kernel"), from: 1))
    stride = try mapping["stride"].map { try WindowSize($0, from: 1) } ?? stride
    padding = try mapping["padding"].map { try WindowSize($0, from: 0) } ?? padding
    outputPadding =
      try mapping["output_padding"].map { try WindowSize($0, from: 0) } ?? outputPadding
    dilation = try mapping["dilation"].map { try WindowSize($0, from: 1) } ?? dilation
    groups = try mapping["groups"].map { try $0.int(in: sizes) } ?? groups
    hasBias = try mapping["bias"].map { try $0.bool() } ?? hasBias
  }
}

extension PoolingSpecification {
  init(_ kind: Kind, _ node: DocumentNode) throws {
    let sizes = 1...WindowSize.largest
    guard node.isMapping, kind != .adaptiveAverage else {
      self.init(kind, size: try node.int(in: sizes))
      return
    }
    let mapping = try node.mapping(keys: ["kernel", "stride", "padding"], required: ["kernel"])
    self.init(kind, size: try mapping.require("kernel").int(in: sizes))
    stride = try mapping["stride"].map { try $0.int(in: sizes) } ?? stride
    padding = try mapping["padding"].map { try $0.int(in: 0...WindowSize.largest) } ?? padding
  }
}

extension NormalizationSpecification {
  init(_ kind: Kind, _ node: DocumentNode?) throws {
    guard let node else {
      self.init(kind)
      return
    }
    let sizes = 1...NetworkSpecification.largestSize
    if kind == .group, node.isScalar {
      self.init(kind, groups: try node.int(in: sizes))
      return
    }
    let own = kind == .group ? ["groups"] : kind == .batch ? ["momentum"] : []
    let mapping = try node.mapping(
      keys: own + ["epsilon"], required: kind == .group ? ["groups"] : [])
    self.init(kind, groups: try mapping["groups"].map { try $0.int(in: sizes) } ?? 1)
    epsilon = try mapping["epsilon"].map { Float(try $0.double()) } ?? epsilon
    momentum = try mapping["momentum"].map { Float(try $0.double(in: 0...1)) } ?? momentum
  }
}

extension FunctionSpecification {
  init(_ word: String, _ node: DocumentNode?) throws {
    switch (word, node) {
    case ("gelu", let node?):
      guard try node.string() == "tanh" else { throw node.error(expected: "'tanh' or nothing") }
      self = .gelu(isApproximate: true)
    case ("gelu", nil): self = .gelu(isApproximate: false)
    case ("leaky_relu", let node): self = .leakyReLU(slope: try Self.number(node) ?? 0.01)
    case ("elu", let node): self = .elu(alpha: try Self.number(node) ?? 1)
    case (_, let node?):
      throw node.error("the layer '\(word)' takes no value, found \(node.found)")
    case ("silu", nil): self = .silu
    default: self = .softplus
    }
  }

  private static func number(_ node: DocumentNode?) throws -> Float? {
    try node.map { Float(try $0.double()) }
  }
}
