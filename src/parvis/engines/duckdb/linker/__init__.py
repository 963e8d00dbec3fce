"""Linking one file of people: reading, one spelling, blocking, comparison, clusters."""
