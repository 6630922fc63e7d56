enum ExperimentsSkeleton {}
