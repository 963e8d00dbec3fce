"""Django apps: records, verbs (services), reads (selectors) and screens."""
