enum DatasetsSkeleton {}
