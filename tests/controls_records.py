"""Records of the controls, and of the campaigns beside them, for the trials of every selector."""

from collections.abc import Callable

import campaigns_records
import factories
from parvis.apps.authorities.models import Authority, AuthorityScoped
from parvis.apps.controls.models import Dismissal, Verdict
from parvis.core.sectors import Sector

NOW = factories.NOW


def verdict(place: Authority) -> Verdict:
    made = [
        Verdict.objects.create(
            authority=place,
            control="repas_factures",
            version=1,
            sector=Sector.SCOLAIRE_SPORT_CULTURE,
            state="raised",
            lines=2,
            found_at=NOW,
            judged_at=NOW,
            is_current=is_current,
        )
        for is_current in (False, True)
    ]
    return made[1]


def dismissal(place: Authority) -> Dismissal:
    return Dismissal.objects.create(
        authority=place,
        control="repas_factures",
        sector=Sector.SCOLAIRE_SPORT_CULTURE,
        line="0" * 32,
        note="Offert",
        dismissed_at=NOW,
        dismissed_by_ref="account:1",
        dismissed_by_label="Camille Essai",
    )


MAKERS: dict[type[AuthorityScoped], Callable[[Authority], AuthorityScoped]] = {
    Verdict: verdict,
    Dismissal: dismissal,
    **campaigns_records.MAKERS,
}
NEEDS_FILES = {"campaigns.judged", "campaigns.population_margins", "campaigns.wave_before"}
"""Selectors that answer from a release, which these trials do not publish."""
