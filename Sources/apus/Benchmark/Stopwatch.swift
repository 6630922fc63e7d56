import TensorCore

/// Times work after a warm-up and prints the figures as JSON lines.
struct Stopwatch {
  /// Seconds to measure for.
  let seconds: Double
  /// Threads in use, for the record.
  let threads: Int

  /// Seconds of each of many calls, sorted.
  func times(_ body: () throws -> Void) rethrows -> [Double] {
    let warmUp = now
    var calls = 0
    while calls < 3 || now - warmUp < min(0.3, seconds) {
      try body()
      calls += 1
    }
    var times: [Double] = []
    var total = 0.0
    while total < seconds || times.count < 10 {
      let start = now
      try body()
      let time = now - start
      times.append(time)
      total += time
    }
    return times.sorted()
  }

  /// Prints the median of the times of a step in microseconds; the times are sorted.
  func printMicroseconds(
    _ bench: String, _ times: [Double], _ more: (inout JSONObject) -> Void = { _ in }
  ) {
    print(bench, times[times.count / 2] * 1e6, "us/step") { config in
      config.add("repeats", times.count)
      config.add("p10", times[times.count / 10] * 1e6)
      config.add("p90", times[times.count * 9 / 10] * 1e6)
      more(&config)
    }
  }

  /// Prints a rate: `count` units of work per call, the median over calls.
  func rate(_ bench: String, _ unit: String, per count: Int, _ body: () throws -> Void) rethrows {
    let times = try times(body)
    print(bench, Double(count) / times[times.count / 2], unit) { config in
      config.add("repeats", times.count)
      config.add("low", Double(count) / times[times.count * 9 / 10])
      config.add("high", Double(count) / times[times.count / 10])
    }
  }

  /// Prints one figure.
  func print(
    _ bench: String, _ value: Double, _ unit: String, _ more: (inout JSONObject) -> Void = { _ in }
  ) {
    var config = JSONObject()
    config.add("threads", threads)
    config.add("level", Processor.level)
    config.add("version", Apus.version)
    more(&config)
    var object = JSONObject()
    object.add("bench", bench)
    object.add("peer", "apus")
    object.add("value", value)
    object.add("unit", unit)
    object.add("config", config)
    Console.result(object.text)
  }

  /// Seconds since some moment.
  var now: Double {
    let (seconds, attoseconds) = (ContinuousClock.now - Self.start).components
    return Double(seconds) + Double(attoseconds) * 1e-18
  }

  private static let start = ContinuousClock.now
}
