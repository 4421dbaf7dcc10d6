"""Patterns from data: what is published about real organizations, and which settings of the model have it too."""
