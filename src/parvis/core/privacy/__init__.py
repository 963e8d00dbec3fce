"""Pseudonyms, generalisation and the one choke point of disclosure."""
