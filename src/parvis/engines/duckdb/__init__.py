"""Adapter: duckdb."""
