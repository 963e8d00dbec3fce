"""What reaches people without their address: tiles, screens, letters; whom a rule leaves aside."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

import factories
from campaign_town import NOW
from parvis.apps.audit.models import JournalEntry
from parvis.apps.authorities.models import Authority
from parvis.apps.campaigns.models import Campaign
from parvis.apps.campaigns.services import (
    draft_campaign,
    launch_campaign,
    prepare_campaign,
    stop_campaign,
)
from parvis.apps.campaigns.services.drafting import Draft
from parvis.apps.campaigns.showing import letters_by_place, shown_on
from parvis.core.access import Actor, Role
from parvis.core.errors import Refused
from parvis.core.loyalty.audience import Condition, Test
from parvis.core.loyalty.outreach import Aim, Medium

TOWN = "41269"


def _shown(actor: Actor, channel: Medium, now: Any = NOW, **changes: Any) -> Campaign:
    asked = {
        "title": "Marché de nuit", "goal": "Venir au marché", "aim": Aim.TOWN_LIFE,
        "channel": channel, "contract": "aucune", "subject": "Marché de nuit vendredi",
        "body": "Place Saint-Martin, dès 18 h.", "window_days": 7,
    }  # fmt: skip
    made = draft_campaign(actor=actor, now=now, authority=TOWN, draft=Draft(**{**asked, **changes}))
    return prepare_campaign(actor=actor, now=now, campaign=made.pk)


def test_a_tile_is_on_the_portal_until_its_end_and_reads_no_file(officer: Actor) -> None:
    now = timezone.now()
    made = _shown(officer, Medium.TILE, now)
    assert made.recipients.count() == 0
    client, address = Client(), f"/affichage/{made.pk}/"
    assert client.get(address).status_code == 404
    launch_campaign(actor=officer, now=now, campaign=made.pk)
    assert "Marché de nuit vendredi" in client.get("/portail/").content.decode()
    assert "Place Saint-Martin" in client.get(address).content.decode()
    where = Authority.objects.get(code=TOWN)
    assert shown_on(where, Medium.TILE, now + timedelta(days=8)) == []
    stop_campaign(actor=officer, now=now, campaign=made.pk)
    assert "Marché de nuit" not in client.get("/portail/").content.decode()
    assert client.get(address).status_code == 404


def test_a_screen_of_the_hall_shows_what_is_displayed_and_asks_again(officer: Actor) -> None:
    now = timezone.now()
    empty = Client().get("/affichage/").content.decode()
    assert "Rien n’est à l’affiche" in empty
    made = _shown(officer, Medium.DISPLAY, now)
    launch_campaign(actor=officer, now=now, campaign=made.pk)
    read, hall = Client().get("/affichage/"), Client().get("/affichage/?ecran")
    assert "Marché de nuit vendredi" in read.content.decode()
    assert (read.get("Refresh"), hall.get("Refresh")) == (None, "60")
    seen = Client()
    seen.force_login(factories.account(Role.MARKETING))
    mine = seen.get(f"/agir/campagnes/{made.pk}/").content.decode()
    assert "Montrée à tous sur les écrans de la ville" in mine
    assert "Arrêter" in mine


@pytest.mark.parametrize(
    "changes",
    [{"contract": "demo_familles"}, {"held_out": 0.2}, {"channel": Medium.LETTER},
     {"conditions": (Condition("district", Test.IS, ("Centre",)),)}],
)  # fmt: skip
def test_what_everybody_sees_chooses_nobody(officer: Actor, changes: dict[str, Any]) -> None:
    with pytest.raises(Refused):
        _shown(officer, changes.pop("channel", Medium.TILE), **changes)
    assert not Campaign.objects.exists()


def test_political_words_are_on_no_tile_either(officer: Actor) -> None:
    with pytest.raises(Refused, match="communication politique"):
        _shown(officer, Medium.TILE, aim=Aim.POLITICAL)


def test_letters_are_counted_by_neighbourhood_and_few_are_put_together(officer: Actor) -> None:
    draft = Draft("Étude du soir", "Inscrire", Aim.SAME_SERVICE, Medium.LETTER, "demo_familles")
    made = draft_campaign(actor=officer, now=NOW, authority=TOWN, draft=draft)
    prepare_campaign(actor=officer, now=NOW, campaign=made.pk)
    kept = made.recipients.order_by("pk")
    kept.filter(pk__in=[one.pk for one in kept[:5]]).update(place="Hameau")
    assert letters_by_place(made) == [("41100", 55), ("Autres et inconnus", 5)]


def _audited(actor: Actor, conditions: tuple[Condition, ...]) -> Campaign:
    draft = Draft("Horaires", "Savoir", Aim.SAME_SERVICE, Medium.EMAIL, "demo_familles",
                  "Horaires", "Ils changent.", conditions=conditions)  # fmt: skip
    made = draft_campaign(actor=actor, now=NOW, authority=TOWN, draft=draft)
    return prepare_campaign(actor=actor, now=NOW, campaign=made.pk)


def _mixed(count: int) -> str:
    """Girls have an e-mail address, boys have none one time in two."""
    header = (
        "N° enfant;N° famille;Nom enfant;Prénom enfant;Sexe;Naissance enfant;Nom responsable;"
        "Prénom responsable;Adresse;Code postal;Téléphone;Courriel\n"
    )
    return header + "".join(
        f"G{n};GF{n};Nom{n};Enfant{n};{'F' if n % 2 else 'M'};01/03/2016;Nom{n};Parent{n};"
        f"{n} rue du Lac;41100;;{f'lac{n}@famille.example' if n % 4 else ''}\n"
        for n in range(count)
    )  # fmt: skip


def test_the_fairness_of_an_audience_is_checked_said_and_journaled(
    officer: Actor, town: Callable[..., None]
) -> None:
    town("mixte.csv", _mixed(120))
    made = _audited(officer, ())
    (said,) = made.fairness
    assert "Selon le sexe, ce canal atteint 50\u202f% des « M » et 100\u202f% des « F »" in said
    entry = JournalEntry.objects.get(action="campaign.prepared")
    assert entry.detail["fairness"] == said
    client = Client()
    client.force_login(factories.account(Role.MARKETING))
    assert "Prévoyez une autre voie" in client.get(f"/agir/campagnes/{made.pk}/").content.decode()


def test_what_a_rule_chooses_by_openly_is_not_held_against_it(
    officer: Actor, town: Callable[..., None]
) -> None:
    young = (Condition("born_on", Test.SINCE, ("2018-01-01",)),)
    assert not any("l’âge" in said for said in _audited(officer, young).fairness)
    town("mixte.csv", _mixed(120))
    girls = (Condition("sex", Test.IS, ("F",)),)
    assert any("la règle retient 0\u202f%" in said for said in _audited(officer, girls).fairness)
