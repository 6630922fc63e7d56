// Loops for losses.
