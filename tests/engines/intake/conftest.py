"""The intake, reading what a test writes."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from intake_reading import load_in
from parvis.core.ingest.contract import Contract
from parvis.core.ports import Loaded


@pytest.fixture
def load(tmp_path: Path) -> Callable[..., Loaded]:
    """Read bytes, or a file, with the intake."""

    def loaded(content: bytes | Path, *contracts: Contract, **more: Any) -> Loaded:
        return load_in(tmp_path, content, *contracts, **more)

    return loaded
