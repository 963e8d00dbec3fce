"""Reach, satisfaction, loyalty: surveys, returns, segments, actions and whether they worked."""
