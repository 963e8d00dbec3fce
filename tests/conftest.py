"""Fixtures of the whole suite."""

import os
from pathlib import Path

import pytest


@pytest.fixture(scope="session")
def real_data() -> Path:
    """The folder of real open data; its absence fails under CI and skips elsewhere."""
    default = Path(__file__).parents[2] / "shared" / "data"
    folder = Path(os.environ.get("PARVIS_REAL_DATA") or default)
    if not folder.is_dir():
        refuse = pytest.fail if os.environ.get("CI") == "true" else pytest.skip
        refuse(f"no real data in {folder}")
    return folder
