"""Imported before commands are forked: the definitions shipped with Parvis, parsed once for all."""

from parvis.engines.definitions import read_definitions

for folder in ("contracts", "controls", "facts", "metrics"):
    for _ in read_definitions(folder):
        continue
