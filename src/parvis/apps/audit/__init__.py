"""The journal: who did what, when, in a chain nobody can rewrite."""
