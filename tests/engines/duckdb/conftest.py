"""Homes for the tests of the warehouse."""

from pathlib import Path

import pytest

from parvis.core.home import Home


@pytest.fixture
def home(tmp_path: Path) -> Home:
    """An empty home."""
    return Home(tmp_path / "home")


@pytest.fixture
def staging(tmp_path: Path) -> Path:
    """A folder for identified rows."""
    folder = tmp_path / "staging"
    folder.mkdir()
    return folder
