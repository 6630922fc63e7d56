enum DocumentsSkeleton {}
