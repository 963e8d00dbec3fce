"""From the people a rule chooses to those who are written to: nobody who said no, nobody twice."""

import hashlib
import hmac
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from parvis.core.errors import Refused
from parvis.core.loyalty.outreach import Aim

FEWEST = 11
"""People below whom no rule is applied: it would single somebody out."""
RIGHTS = frozenset({Aim.RIGHTS, Aim.SAFETY})
"""Purposes of which nobody is deprived for the sake of a measure."""
MOST_HELD_OUT = 0.5
_SCALE = 1 << 32


@dataclass(frozen=True, slots=True)
class Limits:
    """What keeps a message from somebody: opposition, bounced addresses, the cap on frequency.

    `written`: messages that each key got in the last `cap_days` days. `consented`: the keys that
    agreed, where the matrix asks for it; None where it does not.
    """

    opposed: Collection[str]
    bounced: Collection[str]
    written: Mapping[str, int]
    most: int
    consented: Collection[str] | None = None


@dataclass(frozen=True, slots=True)
class Prepared:
    """The places, among those chosen, of whom to write to and of the control group; and why the
    others are left out, how many for each reason."""

    written: tuple[int, ...]
    held_out: tuple[int, ...]
    left_out: Mapping[str, int]

    @property
    def reached(self) -> int:
        """Everybody that the lot was drawn among."""
        return len(self.written) + len(self.held_out)


REASONS = {
    "no_address": "sans adresse utilisable",
    "twice": "déjà dans l’audience à la même adresse",
    "opposed": "se sont opposés",
    "bounced": "adresse qui ne répond plus",
    "frequency": "ont reçu assez de messages",
    "no_consent": "n’ont pas consenti à cet usage",
}


def prepare(
    keys: Sequence[str], limits: Limits, *, held_out: float, aim: Aim, draw: bytes
) -> Prepared:
    """Sort the people whose contact keys are `keys` ("" for none), and draw the control group.

    `held_out`: the share drawn to receive nothing, from the secret `draw`: the same person falls on
    the same side when an audience is prepared again. Refused where that would withhold a right,
    and under `FEWEST` people.
    """
    check_held_out(held_out, aim)
    reasons = _reasons(keys, limits)
    kept = [place for place, reason in enumerate(reasons) if not reason]
    if len(kept) < FEWEST:
        raise Refused("campaign.few_people", n=len(kept), fewest=FEWEST)
    bound = int(held_out * _SCALE)
    controls = {place for place in kept if lot(draw, keys[place]) < bound}
    left = [reason for reason in reasons if reason]
    return Prepared(
        tuple(place for place in kept if place not in controls),
        tuple(sorted(controls)),
        {reason: left.count(reason) for reason in REASONS if reason in left},
    )


def check_held_out(held_out: float, aim: Aim) -> None:
    """Refused where a control group would deprive people of a right, or be most of them."""
    if not 0 <= held_out <= MOST_HELD_OUT:
        raise Refused("campaign.held_out", most=f"{MOST_HELD_OUT:.0%}")
    if held_out and aim in RIGHTS:
        raise Refused("campaign.right_withheld")


def lot(draw: bytes, key: str) -> int:
    """The number that somebody draws, below 2**32."""
    return int.from_bytes(hmac.digest(draw, key.encode(), hashlib.sha256)[:4])


def _reasons(keys: Sequence[str], limits: Limits) -> list[str]:
    seen: set[str] = set()
    found = []
    for key in keys:
        found.append(_reason(key, limits, seen))
        seen.add(key)
    return found


def _reason(key: str, limits: Limits, seen: Collection[str]) -> str:
    """Why somebody is left out; "" for who is not."""
    if not key:
        return "no_address"
    if key in seen:
        return "twice"
    if key in limits.opposed:
        return "opposed"
    if key in limits.bounced:
        return "bounced"
    if limits.consented is not None and key not in limits.consented:
        return "no_consent"
    return "frequency" if limits.written.get(key, 0) >= limits.most else ""
