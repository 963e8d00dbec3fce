"""Adapter: controls over typed rows, in DuckDB."""
