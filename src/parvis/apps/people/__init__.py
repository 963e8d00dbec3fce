"""Persons within sealed sectors: links, review, purposes, retention, rights."""
