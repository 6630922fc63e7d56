// Loops for attention.
