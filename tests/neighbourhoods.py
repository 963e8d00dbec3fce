"""A release that knows who lives and who borrows in each neighbourhood of the synthetic town."""

from collections.abc import Iterator

import pytest

from parvis.apps import wired
from parvis.core.home import Home
from parvis.core.privacy.pseudonym import EpochKey
from parvis.gate.release import build
from parvis.site.demo_indicators import population_sheet
from parvis.site.demo_insights import draw_districts
from parvis.site.home import home_at, make_home
from parvis.site.wiring import HomePorts
from published import NOW, TOWN, delivered
from stillness import fix_noise
from synthetic import margins, trial

PERSONS, SEED, YEARS = 9_000, 7, 3


@pytest.fixture(scope="module")
def neighbourhoods_home(tmp_path_factory: pytest.TempPathFactory) -> Home:
    """A home with the library's loans, the census by neighbourhood, and their contours."""
    home = home_at(tmp_path_factory.mktemp("neighbourhoods") / "home")
    make_home(home, now=NOW, is_demo=True)
    fix_noise(home)
    made = trial(persons=PERSONS, seed=SEED, years=YEARS)
    sheets = {
        "demo_mediatheque": made.sheets["mediatheque_prets"],
        "insee_population": population_sheet(made.town),
    }
    ports = HomePorts(home)
    build(
        [
            delivered(sheet, ports.contracts()[name], home.staging / f"{name}.parquet", TOWN)
            for name, sheet in sheets.items()
        ],
        home=home, facts=ports.facts(), key=EpochKey(b"k" * 32), now=NOW, code_version="test",
        progress=lambda done, label: None,
    )  # fmt: skip
    draw_districts(home, margins(), SEED)
    return home


@pytest.fixture
def with_neighbourhoods(
    neighbourhoods_home: Home, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Home]:
    """That home, wired to the applications."""
    monkeypatch.setattr(wired, "ports", HomePorts(neighbourhoods_home))
    yield neighbourhoods_home
