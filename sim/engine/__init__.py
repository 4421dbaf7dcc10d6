"""Running scenarios: many replicates at once, comparisons, one organization as a Mesa model, and tables on disk."""

LARGEST_SEED = 2**63 - 1  # of a run, an option and a study file
