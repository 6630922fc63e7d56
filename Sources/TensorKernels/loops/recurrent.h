// Loops for cells of recurrent networks.
