"""What operating systems leave of their own in an archive."""

_LITTER = ("__MACOSX/", ".DS_Store", "Thumbs.db")


def is_litter(name: str) -> bool:
    """Whether a member of an archive is not a file that somebody put there."""
    return any(litter in name for litter in _LITTER)
