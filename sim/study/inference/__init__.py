"""Means, errors, verdicts and indices from runs and points, whatever sweep they come from."""
