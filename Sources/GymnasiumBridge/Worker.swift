import Documents

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// One worker process with its copies of an environment: requests go out, checked answers come in.
///
/// Every fault of the other side, whatever it is, becomes an `InputError` that names the
/// environment, what happened, and what the process printed last.
package final class Worker {
  /// The number of copies.
  package let copies: Int
  private let name: String
  private let python: Python
  private let process: ChildProcess
  private var number: UInt16 = 0
  private var request: [UInt8] = []
  private var asked: FrameKind?
  /// Where answers are read to; allocated once for the longest that is expected.
  private var answer = UnsafeMutableRawBufferPointer(start: nil, count: 0)

  /// The longest report, complaint or picture, in bytes; longer ones are refused unread.
  private static let longestText = 1 << 22
  private static let longestPicture = 1 << 26

  /// Starts a process and greets it; ``finishGreeting()`` waits for its answer.
  ///
  /// - Throws: `InputError` where the Python cannot be started.
  package init(_ python: Python, greeting: Greeting) throws {
    copies = greeting.copies
    name = greeting.id
    self.python = python
    do {
      process = try ChildProcess(executable: python.executable, arguments: python.arguments)
    } catch FrameChannel.Fault.system(let code) {
      throw InputError(
        "the Python '\(shown(python.executable))' cannot be started: \(String(cString: strerror(code)))",
        remedy: "install Python 3, or name one: APUS_PYTHON=/path/to/python")
    }
    let bytes: [UInt8]
    do {
      bytes = try Array(greeting.json)
    } catch {
      throw InputError("the options of '\(name)' cannot be written as JSON: \(error)")
    }
    try send(.hello) { $0 += bytes }
  }

  deinit { answer.deallocate() }

  /// What the worker says of its environment.
  ///
  /// - Throws: `InputError`: what is missing and how to install it, or why it cannot be used.
  package func finishGreeting() throws -> Report {
    let bytes = try receive(lengths: 2...Self.longestText, seconds: python.startSeconds)
    let report = try checked { try Report(reading: bytes) }
    // Both columns of a step's answer, as long as they can become.
    let row = report.observationSpace.bytes
    guard row <= (1 << 30) / (2 * copies) else {
      throw InputError(
        "\(copies) copies of '\(name)' have observations of \(2 * row * copies >> 20) MiB together",
        remedy: "train with fewer copies: --set environments=1")
    }
    return report
  }

  /// Sends a request whose payload a closure writes.
  package func send(_ kind: FrameKind, _ write: (inout [UInt8]) -> Void) throws {
    number &+= 1
    asked = kind
    request.removeAll(keepingCapacity: true)
    request.append(contentsOf: repeatElement(0, count: FrameHeader.size))
    write(&request)
    var header: [UInt8] = []
    FrameHeader(length: request.count - FrameHeader.size, kind: kind, number: number)
      .append(to: &header)
    request.replaceSubrange(..<FrameHeader.size, with: header)
    try guarded {
      try request.withUnsafeBytes { try process.channel.send($0, seconds: python.stepSeconds) }
    }
  }

  /// Waits for the answer to the last request.
  ///
  /// - Parameters:
  ///   - lengths: the lengths that an answer can have, in bytes.
  ///   - seconds: how long to wait; nil for the time of a step.
  /// - Returns: its payload, a view that lives until the next call.
  /// - Throws: `InputError` for a complaint of the worker, or where there is no such answer.
  package func receive(lengths: ClosedRange<Int>, seconds: Int? = nil) throws
    -> UnsafeRawBufferPointer
  {
    guard let asked else { preconditionFailure("expected a request before an answer") }
    self.asked = nil
    let seconds = seconds ?? python.stepSeconds
    reserve(FrameHeader.size)
    let head = UnsafeMutableRawBufferPointer(rebasing: answer[..<FrameHeader.size])
    try guarded { try process.channel.receive(into: head, seconds: seconds) }
    let header = try checked { try FrameHeader(reading: UnsafeRawBufferPointer(head)) }
    guard header.number == number else {
      throw fault("sent an answer numbered \(header.number), expected \(number)")
    }
    let isTrouble = header.kind == FrameKind.error.rawValue
    guard isTrouble || header.kind == asked.answer.rawValue else {
      throw fault("sent a frame of kind \(header.kind), expected \(asked.answer.rawValue)")
    }
    let valid = isTrouble ? 2...Self.longestText : lengths
    guard valid.contains(header.length) else {
      let expected =
        valid.count == 1 ? "\(valid.lowerBound)" : "\(valid.lowerBound) to \(valid.upperBound)"
      throw fault("sent a frame of \(header.length) bytes, expected \(expected)")
    }
    reserve(header.length)
    let body = UnsafeMutableRawBufferPointer(rebasing: answer[..<header.length])
    try guarded { try process.channel.receive(into: body, seconds: seconds) }
    if isTrouble { throw trouble(UnsafeRawBufferPointer(body)) }
    return UnsafeRawBufferPointer(body)
  }

  /// The picture of a copy; nil where its environment draws none.
  package func picture(of copy: Int, ended: Bool) throws -> (
    width: Int, height: Int, pixels: [UInt8]
  )? {
    try send(.frame) {
      $0.append(number: UInt32(copy))
      $0.append(ended ? 1 : 0)
    }
    let bytes = try receive(lengths: 8...Self.longestPicture)
    return try checked {
      var reader = FrameReader(bytes)
      let width = Int(try reader.number(UInt32.self))
      let height = Int(try reader.number(UInt32.self))
      guard width <= 16_384, height <= 16_384, (width == 0) == (height == 0) else {
        throw FrameFault("a picture of \(width) x \(height) pixels")
      }
      let pixels = Array(try reader.take(3 * width * height))
      try reader.finish()
      return width > 0 ? (width, height, pixels) : nil
    }
  }

  private func reserve(_ count: Int) {
    guard answer.count < count else { return }
    answer.deallocate()
    answer = .allocate(byteCount: count, alignment: 16)
  }

  // MARK: Faults

  /// Runs a body; a faulty frame becomes an error about this worker.
  package func checked<Value>(_ body: () throws -> Value) throws -> Value {
    do {
      return try body()
    } catch let error as FrameFault {
      throw fault("sent \(error.sentence)")
    }
  }

  /// Runs a body of the channel; a fault of it becomes an error about this worker.
  private func guarded(_ body: () throws -> Void) throws {
    do {
      try body()
    } catch let fault as FrameChannel.Fault {
      switch fault {
      case .silence(let seconds):
        throw self.fault(
          "gave no answer for \(seconds) seconds",
          remedy: "if it needs longer, set APUS_PYTHON_TIMEOUT to more seconds")
      case .closed:
        process.end(seconds: 2)
        throw self.fault(process.ending ?? "is gone")
      case .malformed(let sentence): throw self.fault("sent \(sentence)")
      case .system(let code):
        throw self.fault("cannot be reached: \(String(cString: strerror(code)))")
      }
    }
  }

  /// The error for what this worker did.
  package func fault(_ sentence: String, remedy: String? = nil) -> InputError {
    process.channel.drainOutput()
    return InputError(
      "the Python worker of '\(name)' \(sentence)\(lastWords)", remedy: remedy)
  }

  /// The last line that the process printed.
  private var lastWords: String {
    let text = String(decoding: process.channel.kept, as: UTF8.self)
    guard
      let line = text.split(whereSeparator: \.isNewline).last(where: {
        $0.contains { !$0.isWhitespace }
      })
    else { return "" }
    let printable = line.unicodeScalars.filter { $0.value >= 32 && $0.value != 127 }
    return "; it printed: \(String(String.UnicodeScalarView(printable)).suffix(300))"
  }

  private func trouble(_ bytes: UnsafeRawBufferPointer) -> InputError {
    guard let trouble = try? Trouble(reading: bytes) else {
      return fault("sent a complaint that cannot be read")
    }
    let message = trouble.message
    switch trouble.kind {
    case "gymnasium":
      return InputError(
        "the Python '\(python.executable)' has no Gymnasium: \(message)",
        remedy: python.installLine("gymnasium"))
    case "module":
      let remedy = trouble.install.flatMap { $0.isEmpty ? nil : python.installLine($0) }
      return InputError("'\(name)' needs a package that is missing: \(message)", remedy: remedy)
    case "environment":
      return InputError("Gymnasium has no environment '\(name)': \(message)")
    case "space": return InputError("'\(name)' cannot be used: \(message)")
    default: return InputError("'\(name)' failed: \(message)")
    }
  }
}
