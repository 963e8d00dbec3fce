"""Pseudonyms: the published vectors, and what they keep apart."""

from parvis.core.privacy import pseudonym as module
from parvis.core.privacy.generalise import kept_values
from parvis.core.privacy.pseudonym import EpochKey, pseudonym
from parvis.core.sectors import Sector

MASTER = EpochKey(bytes(range(32)))


def test_key_derivation_gives_the_first_vector_of_rfc_5869() -> None:
    pseudorandom = module._extract(bytes(range(13)), b"\x0b" * 22)
    assert pseudorandom.hex().startswith("077709362c2e32df0ddc3f0dc47bba63")
    derived = module._expand(pseudorandom, bytes(range(0xF0, 0xFA)))
    assert derived.hex() == "3cb25f25faacd57a90434f64d0362f2a2d2d0a90cf1a5a4c5db02d56ecc4c5bf"


def test_a_pseudonym_is_the_first_half_of_the_second_vector_of_rfc_4231() -> None:
    made = pseudonym(b"Jefe", "what do ya want for nothing?")
    assert made == "5bdcc146bf60754e6a042426089575c7"


def test_the_same_person_differs_from_one_sector_and_authority_to_the_next() -> None:
    keys = {MASTER.of_sector(town, sector) for town in ("41269", "41018") for sector in Sector}
    assert len(keys) == 2 * len(Sector)
    assert len({pseudonym(key, "12345") for key in keys}) == len(keys)
    assert EpochKey(MASTER.secret[::-1]).of_sector("41269", Sector.SANTE) not in keys
    assert EpochKey(MASTER.secret, 2).of_sector("41269", Sector.SANTE) not in keys


def test_values_of_ten_persons_lose_their_name_and_those_of_eleven_keep_it() -> None:
    assert kept_values({"Voirie": 11, "Élagage": 10, "Propreté": 300}) == {"Voirie", "Propreté"}
