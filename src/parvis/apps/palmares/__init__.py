"""The palmarès: where a commune stands, how sure it is, and what would change it."""
