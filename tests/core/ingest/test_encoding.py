"""French text written in any of the four legacy encodings is told apart by how it reads."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from parvis.core.ingest.encoding import LEGACY, guess_legacy, is_mixed

WORDS = st.sampled_from(
    ["école", "élève", "façade", "forêt", "août", "Noël", "où", "réglé", "à côté", "Évaluation"]
)


@pytest.mark.parametrize("encoding", [e for e in LEGACY if e != "iso8859_15"])
@given(words=st.lists(WORDS, min_size=1, max_size=30))
def test_french_words_betray_their_encoding(encoding: str, words: list[str]) -> None:
    sample = ";".join(words).encode(encoding)
    assert sample.decode(guess_legacy(sample).encoding) == ";".join(words)


def test_the_euro_sign_of_each_windows_and_latin_9_is_read_as_such() -> None:
    for encoding in ("cp1252", "iso8859_15"):
        sample = "été à 3 € l’entrée, 4 €".replace("’", "'").encode(encoding)
        assert "€" in sample.decode(guess_legacy(sample).encoding)


@pytest.mark.parametrize("text", ["repas;3,50 €", "Prix (€)", "€;12", "Ch. É. Zola;4 €"])
def test_a_euro_alone_is_that_of_windows(text: str) -> None:
    assert guess_legacy(text.encode("cp1252")).encoding == "cp1252"


@pytest.mark.parametrize("text", ["prévu à midi", "ÉCOLE ÇA", "reçu ô combien"])
def test_letters_alone_of_dos_are_still_read(text: str) -> None:
    assert guess_legacy(text.encode("cp850")).encoding == "cp850"


def test_two_encodings_in_one_file_are_noticed() -> None:
    assert is_mixed("élève".encode() + "élève".encode("cp1252"))
    assert not is_mixed("élève à Noël".encode("cp1252"))
