"""Questions and their disclosed answers."""
