import Agents
import Environments
import Testing

/// One copy whose observation is one number, fed by hand.
private struct Story {
  var buffer: ReplayBuffer
  private let frames: Int
  private var seen: [Float]

  init(
    first: Float, nStep: Int, discount: Float = 0.5, frames: Int = 1, capacity: Int = 100
  ) {
    self.frames = frames
    seen = Array(repeating: first, count: frames)
    buffer = ReplayBuffer(
      capacity: capacity, copies: 1,
      observationSpace: Box(shape: [frames], range: 0...1_000), actionCount: 1, nStep: nStep,
      discount: discount, frames: frames)
    seen.withUnsafeBufferPointer { buffer.begin(observations: $0) }
  }

  /// Earns `reward` and sees `next`; where the episode ends, `final` came before it.
  mutating func step(
    _ reward: Float, _ next: Float, terminated: Bool = false, truncated: Bool = false,
    final: Float = 999
  ) {
    let last = Array(seen.dropFirst()) + [final]
    seen =
      terminated || truncated
      ? Array(repeating: next, count: frames) : Array(seen.dropFirst()) + [next]
    [Int32(0)].withUnsafeBufferPointer { actions in
      [reward].withUnsafeBufferPointer { rewards in
        [terminated].withUnsafeBufferPointer { terminated in
          [truncated].withUnsafeBufferPointer { truncated in
            last.withUnsafeBufferPointer { finals in
              seen.withUnsafeBufferPointer { observations in
                buffer.append(
                  actions: actions, rewards: rewards, terminated: terminated,
                  truncated: truncated, finalObservations: finals, observations: observations)
              }
            }
          }
        }
      }
    }
  }
}

@Suite struct ReplayBufferNStepTests {
  /// γ = 1/2, rewards double at each step: every full sum of n is n times its first reward.
  ///
  ///     time          0   1   2   3      4   5      6   7   8   9
  ///     observation  10  11  12  13  |  20  21  |  30  31  32  33  34 (open)
  ///     reward        1   2   4   8     16  32     64 128 256 512
  ///     ending                  term.      trunc.
  ///     last seen                14         22
  private func story(nStep: Int) -> [PlainTransition] {
    var story = Story(first: 10, nStep: nStep)
    story.step(1, 11)
    story.step(2, 12)
    story.step(4, 13)
    story.step(8, 20, terminated: true, final: 14)
    story.step(16, 21)
    story.step(32, 30, truncated: true, final: 22)
    story.step(64, 31)
    story.step(128, 32)
    story.step(256, 33)
    story.step(512, 34)
    return plainTransitions(story.buffer.allTransitions())
  }

  @Test func sumsOfThreeStopAtEitherEndingAndAtTheOpenStep() {
    let all = story(nStep: 3)
    #expect(all.map(\.observation) == [10, 11, 12, 13, 20, 21, 30, 31, 32, 33].map { [$0] })
    // 1 + 2/2 + 4/4; 2 + 4/2 + 8/4; 4 + 8/2; 8 | 16 + 32/2; 32 | three each; 256 + 512/2; 512.
    #expect(all.map(\.rewards) == [3, 6, 8, 8, 32, 32, 192, 384, 512, 512])
    // Three steps 1/8, cut to two 1/4, to one 1/2; 0 where the task ended within.
    #expect(
      all.map(\.bootstrap) == [0.125, 0, 0, 0, 0.25, 0.5, 0.125, 0.125, 0.25, 0.5])
    #expect(all.map(\.next) == [13, 14, 14, 14, 22, 22, 33, 34, 34, 34].map { [$0] })
  }

  @Test func sumsOfTwoThatEndWithTheEpisodeAreFull() {
    let all = story(nStep: 2)
    #expect(all.map(\.rewards) == [2, 4, 8, 8, 32, 32, 128, 256, 512, 512])
    #expect(
      all.map(\.bootstrap)
        == [0.25, 0.25, 0, 0, 0.25, 0.5, 0.25, 0.25, 0.25, 0.5])
    #expect(all.map(\.next) == [12, 13, 14, 14, 22, 22, 32, 33, 34, 34].map { [$0] })
  }

  @Test func oneStepIsTheRewardItself() {
    let all = story(nStep: 1)
    #expect(all.map(\.rewards) == [1, 2, 4, 8, 16, 32, 64, 128, 256, 512])
    let half: Float = 0.5
    #expect(all.map(\.bootstrap) == [half, half, half, 0, half, half, half, half, half, half])
    #expect(all.map(\.next) == [11, 12, 13, 14, 21, 22, 31, 32, 33, 34].map { [$0] })
  }

  /// Where the task ends on the very step on which the clock runs out, it has ended.
  @Test func anEndingOfBothKindsIsTermination() {
    var story = Story(first: 1, nStep: 2)
    story.step(5, 2, terminated: true, truncated: true, final: 7)
    let all = plainTransitions(story.buffer.allTransitions())
    #expect(all.map(\.bootstrap) == [0])
    #expect(all.map(\.next) == [[7]])
  }

  /// What was the latest step with one reward gets its others as they come.
  @Test func aSumGrowsUntilItIsFull() {
    var story = Story(first: 1, nStep: 3)
    var sums: [Float] = []
    var nexts: [Float] = []
    for time in 0..<5 {
      story.step(8, Float(2 + time))
      let first = plainTransitions(story.buffer.allTransitions())[0]
      sums.append(first.rewards)
      nexts.append(first.next[0])
    }
    #expect(sums == [8, 12, 14, 14, 14])
    #expect(nexts == [2, 3, 4, 4, 4])
  }

  /// Three frames, n = 2: an episode begins with its first frame repeated, its last observation
  /// has the frames before it, and the oldest transition still has those that were given up.
  @Test func framesAreStackedAcrossBeginningsEndingsAndTheRingsEnd() {
    var story = Story(first: 10, nStep: 2, frames: 3, capacity: 4)
    story.step(1, 11)
    story.step(1, 20, truncated: true, final: 12)
    var all = plainTransitions(story.buffer.allTransitions())
    #expect(all.map(\.observation) == [[10, 10, 10], [10, 10, 11]])
    #expect(all.map(\.next) == [[10, 11, 12], [10, 11, 12]])
    story.step(1, 30, terminated: true, final: 21)
    story.step(1, 31)
    all = plainTransitions(story.buffer.allTransitions())
    #expect(all[2].observation == [20, 20, 20])
    #expect(all[2].next == [20, 20, 21])
    #expect(all[3].observation == [30, 30, 30])
    #expect(all[3].next == [30, 30, 31])
    for number in 32...36 { story.step(1, Float(number)) }
    all = plainTransitions(story.buffer.allTransitions())
    #expect(all.map(\.observation) == [[30, 31, 32], [31, 32, 33], [32, 33, 34], [33, 34, 35]])
    #expect(all.map(\.next) == [[32, 33, 34], [33, 34, 35], [34, 35, 36], [34, 35, 36]])
  }
}
