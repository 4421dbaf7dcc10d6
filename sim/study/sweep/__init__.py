"""A sweep: its tasks and workers, its folder, its tables, and its results once they are there."""
