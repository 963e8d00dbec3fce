"""Composite indices: from raw indicators to scores and ranks, and how sure a rank is."""
