"""Scenarios and runs in words: what is set and why, what differs, what follows, and on whose work it rests."""
