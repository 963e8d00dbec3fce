"""Template filters of the municipal files."""
