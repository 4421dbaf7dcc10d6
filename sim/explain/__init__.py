"""Scenarios and runs explained: what is set and why, what differs, what a change does, and which papers to cite."""
