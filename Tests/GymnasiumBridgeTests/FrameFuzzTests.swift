import Determinism
import Documents
import Environments
import Foundation
import GymnasiumBridge
import Testing

/// Bytes that chance made, in place of answers: refused or taken, never a crash and never a wait.
@Suite struct FrameFuzzTests {
  @Test(arguments: 1...200 as ClosedRange<UInt64>)
  func changedAnswersAreRefusedOrTaken(seed: UInt64) throws {
    var random = RandomStream(seed: seed)
    let honest = FakeWorkers.stepped(reward: 1, flags: 1, [0.5, 0.5], final: [1, 1])
    var bytes = honest
    for _ in 0...random.integer(below: 4) {
      switch random.integer(below: 4) {
      case 0: bytes[random.integer(below: bytes.count)] = UInt8(random.integer(below: 256))
      case 1 where bytes.count > 1: bytes.removeLast(random.integer(below: bytes.count))
      case 2:
        bytes += (0..<random.integer(below: 16)).map { _ in UInt8(random.integer(below: 256)) }
      default: bytes[random.integer(below: bytes.count)] ^= 1 << UInt8(random.integer(below: 8))
      }
    }
    let space = Box(shape: [2], range: -1...1)
    let columns = GymnasiumColumns(count: 1, space: space)
    bytes.withUnsafeBytes { bytes in
      do {
        let answer = try StepAnswer(bytes, copies: 1, rowBytes: space.bytes)
        try columns.checkObservations(answer.observations, of: 0..<1)
        try columns.checkObservations(answer.finalObservations, of: 0..<1)
        columns.write(answer, to: 0..<1)
      } catch {
        #expect(error is FrameFault)
      }
    }
    #expect(columns.rewards[0].isFinite)
    #expect(columns.observations.allSatisfy { $0.isFinite })
    #expect(columns.finalObservations.allSatisfy { $0.isFinite })
    #expect(!(columns.terminated[0] && columns.truncated[0]))
  }

  @Test(arguments: 1...200 as ClosedRange<UInt64>)
  func changedReportsAreRefusedOrTaken(seed: UInt64) throws {
    var random = RandomStream(seed: seed)
    var bytes = Array(FakeWorkers.report.utf8)
    for _ in 0...random.integer(below: 6) {
      let place = random.integer(below: bytes.count)
      if random.integer(below: 3) == 0 {
        bytes.remove(at: place)
      } else {
        bytes[place] = UInt8(32 + random.integer(below: 95))
      }
    }
    bytes.withUnsafeBytes { bytes in
      do {
        let report = try Report(reading: bytes)
        #expect(report.observationSpace.count <= Report.largestObservation)
        #expect(!report.actionNames.isEmpty)
      } catch {
        #expect(error is FrameFault)
      }
    }
  }

  /// Streams of chance over a real socket: the channel ends with a fault, soon.
  @Test(arguments: 1...40 as ClosedRange<UInt64>)
  func streamsOfChanceEndInAFault(seed: UInt64) throws {
    var random = RandomStream(seed: seed)
    let bytes = (0..<random.integer(below: 300)).map { _ in UInt8(random.integer(below: 256)) }
    let vector = try FakeWorkers.vector(FakeWorkers.read(9) + FakeWorkers.write(bytes))
    vector.step([1])
    #expect(vector.failure != nil)
    #expect(Array(vector.observations) == [0.5, 0.25])
  }
}
