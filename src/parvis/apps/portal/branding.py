"""Keeping the town's brand: one TOML file in the home, replaced whole or not at all."""

import json
from collections.abc import Mapping

from parvis.core.brand import brand_from
from parvis.core.home import Home


def keep_brand(*, home: Home, written: Mapping[str, str]) -> None:
    """Write `brand.toml`; Refused where a value is not one, and nothing then changes."""
    given = {name: value for name, value in written.items() if value}
    brand_from(given, home.brand.name)
    # A TOML basic string is written as JSON writes one.
    lines = [f"{name} = {json.dumps(value, ensure_ascii=False)}" for name, value in given.items()]
    draft = home.brand.with_suffix(".tmp")
    draft.write_text("\n".join(lines) + "\n", "utf-8")
    draft.replace(home.brand)
