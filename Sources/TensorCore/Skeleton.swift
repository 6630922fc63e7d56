enum TensorCoreSkeleton {}
