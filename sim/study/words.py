"""The words at the left margin of a study file."""

KEYS = ("coxed", "title", "base", "compare", "set", "seed", "factors", "design", "replicates", "keep", "claims")
