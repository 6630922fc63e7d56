// Loops for normalization, dropout, further activations.
