"""Studies: which points to visit, how to run them without losing anything, and what they say."""
