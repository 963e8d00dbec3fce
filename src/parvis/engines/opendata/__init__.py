"""Official statistics: published files read as they are, kept as Parquet, put side by side."""
