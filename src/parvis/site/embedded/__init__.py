"""The database of a home that one machine serves: SQLite, whose writers queue without dozing."""
