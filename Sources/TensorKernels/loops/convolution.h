// Loops for convolutions and pooling.
