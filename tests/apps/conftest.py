"""What the tests of several applications begin from."""

from kept_town import keeping

__all__ = ["keeping"]
