// Loops for further elementwise operations, scans, and rows and columns by index.
