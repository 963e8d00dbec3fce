"""Adapter: charts."""
