/// What a ``DQN`` learns from beside rewards: teachers that know the task, or recorded demonstrations.
///
/// Each method is a choice of four things: who acts, what is learned before the student acts, what is
/// added to the loss, and how that fades. ``DQN`` asks its ``Guide`` for them in the places where they
/// matter. Documentation/Teachers.md has the methods with their papers and differences.
public struct Guidance: Sendable, Hashable {
  /// How is guided.
  public enum Method: String, CaseIterable, Sendable, Hashable {
    /// Not at all: rewards alone.
    case none
    /// Policy distillation: the teachers' choices alone, no rewards.
    case distillation
    /// Kickstarting: both, the teachers' choices counting for less with every step.
    case kickstarting
    /// QDagger: both, first on what the teachers did, then on what the student does, the teachers'
    /// choices counting for less the better the student gets.
    case qdagger
    /// DQfD: recorded demonstrations in replay, whose actions are to be worth more than the others.
    case demonstrations
  }

  /// Who acts while a policy is distilled.
  public enum States: String, CaseIterable, Sendable, Hashable {
    /// The student: it learns what to do where its own play leads.
    case student
    /// The teachers: it learns what to do where theirs leads.
    case teacher
  }

  /// How is guided.
  public var method = Method.none
  /// τ of the softmax that makes a policy of values, the teachers' and the student's; in the unit of
  /// values.
  public var temperature: Float = 1
  /// λ: what the guidance counts beside the loss of the rewards, at first; ≥ 0.
  public var weight: Float = 1
  /// Environment steps over which the weight falls to 0 (kickstarting); ≥ 1.
  public var steps = 10_000
  /// Who acts (distillation).
  public var states = States.student
  /// Environment steps that the teachers make at the beginning (QDagger); ≥ 1.
  public var teacherSteps = 5_000
  /// The probability of a random action where teachers act; 0...1.
  public var teacherEpsilon: Float = 0.05
  /// Updates before the student acts: on what the teachers did, or on demonstrations; ≥ 0.
  public var offlineUpdates = 2_000
  /// SHA-256 of the file of demonstrations, 64 hexadecimal digits; empty before one is named.
  public var demonstrations = ""
  /// How much more a demonstrated action is to be worth than any other; ≥ 0.
  public var margin: Float = 0.8
  /// What is added to the priority of a demonstration before the exponent; > 0.
  public var bonus: Float = 1

  /// No guidance.
  public init() {}
}

extension Guidance {
  /// Whether it has teachers.
  public var hasTeachers: Bool { method != .none && method != .demonstrations }

  /// Whether rewards are learned from.
  var learnsFromRewards: Bool { method != .distillation }

  /// Environment steps that teachers make before the student does.
  var collectedSteps: Int { method == .qdagger ? teacherSteps : 0 }

  /// Whether teachers act at a step.
  func teachersAct(at step: Int) -> Bool {
    step < collectedSteps || (method == .distillation && states == .teacher)
  }

  /// Whether the next update belongs to the phase before the student acts.
  func isOffline(step: Int, updates: Int) -> Bool {
    (method == .qdagger || method == .demonstrations) && step >= collectedSteps
      && updates < offlineUpdates
  }

  /// What the guidance counts beside the loss of the rewards.
  ///
  /// - Parameters:
  ///   - step: environment steps made.
  ///   - student: the mean return of the student's last episodes; nil before the first ends.
  ///   - teacher: the mean return of the teachers' episodes; nil where they have not played.
  /// - Returns: λ, of kickstarting λ · max(0, 1 − step / steps), of QDagger λ times how far the
  ///   student's return falls short of the teachers', as a part of the size of theirs, within 0...1.
  public func weight(at step: Int, student: Double?, teacher: Double?) -> Float {
    switch method {
    case .none: return 0
    case .distillation: return 1
    case .demonstrations: return weight
    case .kickstarting: return weight * max(0, 1 - Float(step) / Float(steps))
    case .qdagger:
      guard let student, let teacher else { return weight }
      guard student < teacher else { return 0 }
      return weight * (teacher == 0 ? 1 : Float(min(1, (teacher - student) / abs(teacher))))
    }
  }
}
