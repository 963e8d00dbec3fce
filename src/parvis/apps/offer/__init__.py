"""Is the offer adapted: coverage, access, places to open, notes to decide, published rules."""
