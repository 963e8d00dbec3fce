"""The portrait of a commune against comparable ones: screen, CSV and PDF."""
