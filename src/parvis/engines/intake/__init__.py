"""Adapter: intake."""
