"""The secret of the noise: made once, private, the same for all."""

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from parvis.core.errors import Refused
from parvis.engines.secrets import make_noise_key, noise_key


def test_it_is_made_at_first_need_for_its_owner_alone_and_kept(tmp_path: Path) -> None:
    path = tmp_path / "warehouse" / "noise.key"
    make_noise_key(path)
    first = noise_key(path)
    make_noise_key(path)
    assert len(first) == 32
    assert noise_key(path) == first
    assert path.stat().st_mode & 0o777 == 0o600
    assert [each.name for each in path.parent.iterdir()] == ["noise.key"]


def test_those_who_need_it_at_once_agree_on_one(tmp_path: Path) -> None:
    with ThreadPoolExecutor(8) as many:
        list(many.map(make_noise_key, [tmp_path / "noise.key"] * 32))
    assert [each.name for each in tmp_path.iterdir()] == ["noise.key"]


@pytest.mark.parametrize("content", [None, b"", b"zz" * 32, b"ab" * 31, b"\xff" * 64])
def test_one_that_is_gone_or_damaged_is_said_and_never_made_anew(
    tmp_path: Path, content: bytes | None
) -> None:
    path = tmp_path / "noise.key"
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(Refused) as refusal:
        noise_key(path)
    assert refusal.value.rule.startswith("home.noise_key_")
    assert str(path) in refusal.value.sentence()
    assert (path.read_bytes() if path.exists() else None) == content
