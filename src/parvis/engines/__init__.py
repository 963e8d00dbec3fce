"""Adapters behind the ports of core: files, DuckDB, charts. They know nothing of Django."""
