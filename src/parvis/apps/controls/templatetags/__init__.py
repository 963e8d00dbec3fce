"""Template filters of the controls."""
