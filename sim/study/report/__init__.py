"""Reports on sweeps, for readers and for archives."""
