"""Claims on trial: what is compared, where it holds in a space-filling sample, and the verdict."""
