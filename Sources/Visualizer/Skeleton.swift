enum VisualizerSkeleton {}
