enum DeterminismSkeleton {}
