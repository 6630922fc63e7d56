import Determinism

/// The streams of a run's episodes; see Documentation/Evaluation.md.
///
/// The root stream of a run's seed is that of the training's episodes.
extension RandomStream {
  /// The stream of the episodes of all evaluations of the run that begins with this stream.
  public var evaluationEpisodes: RandomStream { stream("evaluation") }

  /// The stream of the episodes of the test of the run that begins with this stream.
  public var testEpisodes: RandomStream { stream("test") }
}
