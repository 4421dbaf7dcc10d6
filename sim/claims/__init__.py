"""Claims of the theory: the crews that they compare, the sample of settings in which they are checked, and verdicts."""
