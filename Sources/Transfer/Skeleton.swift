enum TransferSkeleton {}
