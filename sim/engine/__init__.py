"""Running scenarios: many replicates at once, comparisons, one organization as a Mesa model, and tables on disk."""
