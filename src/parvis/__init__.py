"""Parvis: the relation with residents and territorial decision data for French towns."""

__version__ = "0.1.0"
