"""Forms of w.c.s. (the forms engine of Publik), read as ours: what a town leaves it may keep."""

from parvis.engines.wcs.definition import read_wcs

__all__ = ["read_wcs"]
