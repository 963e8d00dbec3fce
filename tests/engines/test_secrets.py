"""The secret of the noise: made once, private, the same for all."""

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from parvis.engines.secrets import noise_key


def test_it_is_made_at_first_need_for_its_owner_alone_and_kept(tmp_path: Path) -> None:
    path = tmp_path / "warehouse" / "noise.key"
    first = noise_key(path)
    assert len(first) == 32
    assert noise_key(path) == first
    assert path.stat().st_mode & 0o777 == 0o600
    assert [each.name for each in path.parent.iterdir()] == ["noise.key"]


def test_those_who_need_it_at_once_agree_on_one(tmp_path: Path) -> None:
    with ThreadPoolExecutor(8) as many:
        found = set(many.map(noise_key, [tmp_path / "noise.key"] * 32))
    assert len(found) == 1
