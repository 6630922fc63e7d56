enum NeuralNetworksSkeleton {}
