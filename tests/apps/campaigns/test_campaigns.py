"""A campaign from its question to its effect, through a real mail server."""

import re
from collections import Counter
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.test import Client

import factories
from campaign_town import FAMILIES, LATER, NOW, Post, families
from parvis.apps import wired
from parvis.apps.accounts.consents import give_consent
from parvis.apps.accounts.models import ContactPreference
from parvis.apps.audit.models import JournalEntry
from parvis.apps.authorities.models import Authority
from parvis.apps.campaigns.carriers import letter_to
from parvis.apps.campaigns.keys import token_of
from parvis.apps.campaigns.models import Campaign, CampaignState, Opposition, Recipient, Sent
from parvis.apps.campaigns.selectors import campaign_of, judged
from parvis.apps.campaigns.services import (
    draft_campaign,
    fetch_letters,
    launch_campaign,
    measure_campaign,
    note_bounces,
    oppose,
    prepare_campaign,
    preparing,
    send_next,
    settle_doubts,
    stop_campaign,
    unsubscribe,
)
from parvis.apps.campaigns.services.drafting import Draft
from parvis.apps.campaigns.services.sending import STALE, message_id
from parvis.apps.people.holdings import holdings
from parvis.apps.sources.services import publish_release
from parvis.core.access import OPERATOR, Actor, Role
from parvis.core.errors import NotVisible, Refused
from parvis.core.loyalty.audience import Condition, Test
from parvis.core.loyalty.outreach import Aim, Medium
from parvis.core.people.concerned import Concerned
from parvis.core.sectors import Sector
from stillness import fix_noise

Load = Callable[..., None]
TOWN = "41269"


def _draft(**changes: Any) -> Draft:
    asked: dict[str, Any] = {
        "title": "Avis sur l’accueil du matin", "goal": "Revenir en octobre",
        "aim": Aim.OPINION, "channel": Medium.EMAIL, "contract": "demo_familles",
        "subject": "Votre avis", "body": "Bonjour,\n\nQue pensez-vous de l’accueil du matin ?",
        "held_out": 0.3, "least": 1, "window_days": 60,
        "usual": 0.5,
    }  # fmt: skip
    return Draft(**{**asked, **changes})


def _ask(actor: Actor, **changes: Any) -> Campaign:
    return draft_campaign(actor=actor, now=NOW, authority=TOWN, draft=_draft(**changes))


def _ready(actor: Actor, **changes: Any) -> Campaign:
    return prepare_campaign(actor=actor, now=NOW, campaign=_ask(actor, **changes).pk)


def _gone(actor: Actor, **changes: Any) -> Campaign:
    made = _ready(actor, **changes)
    launch_campaign(actor=actor, now=NOW, campaign=made.pk)
    send_next(now=NOW, campaign=made.pk)
    return Campaign.objects.get(pk=made.pk)


def test_a_family_is_written_to_once_whatever_the_spelling_of_its_address(officer: Actor) -> None:
    made = _ready(officer, held_out=0)
    assert made.recipients.count() == FAMILIES
    assert made.left_out == {"twice": 1}
    first = made.recipients.get(contact="parent1@famille.example")
    assert first.references == ["E1", "E1b"]


def test_a_campaign_leaves_by_a_real_server_and_forgets_the_addresses(
    officer: Actor, post: Post
) -> None:
    made = _gone(officer)
    assert made.state == CampaignState.DONE
    received = Counter(address for address, _ in post.letters)
    assert set(received.values()) == {1}
    controls = made.recipients.filter(is_held_out=True)
    assert 5 < controls.count() < 35
    assert len(received) + controls.count() + 1 >= FAMILIES
    assert set(made.recipients.values_list("contact", flat=True)) == {""}


def test_an_address_that_does_not_exist_is_not_written_again(officer: Actor, post: Post) -> None:
    made = _gone(officer, held_out=0)
    assert made.recipients.filter(state=Sent.BOUNCED).count() == 1
    again = _ready(officer, held_out=0)
    assert again.left_out["bounced"] == 1


def test_a_message_says_whence_and_how_to_say_no_in_one_click(officer: Actor, post: Post) -> None:
    _gone(officer, held_out=0)
    _, letter = post.letters[0]
    body = letter.get_content()
    assert letter["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert "Fichier des parents d’élèves" in body
    link = re.search(r"<(http\S+)>", letter["List-Unsubscribe"])
    assert link is not None
    assert link[1] in body
    path = link[1].removeprefix("http://localhost:8000")
    client = Client(enforce_csrf_checks=True)
    answer = client.post(path, {"List-Unsubscribe": "One-Click"})
    assert answer.status_code == 200
    assert Opposition.objects.filter(reason=Opposition.Reason.ASKED).count() == 1


def test_a_forged_link_opens_nothing(officer: Actor) -> None:
    with pytest.raises(NotVisible):
        unsubscribe(now=NOW, token=token_of(1) + "x")


def test_whoever_said_no_stays_out_when_a_file_brings_them_again(
    officer: Actor, town: Load
) -> None:
    oppose(actor=officer, now=NOW, authority=TOWN, contact="PARENT3@famille.example")
    town("familles-bis.csv", families(61), NOW + timedelta(days=1))
    made = _ready(officer, held_out=0)
    assert made.left_out["opposed"] == 1
    assert not made.recipients.filter(contact="parent3@famille.example").exists()


def test_whoever_says_no_after_the_preparation_is_not_written_to(
    officer: Actor, post: Post
) -> None:
    made = _ready(officer, held_out=0)
    launch_campaign(actor=officer, now=NOW, campaign=made.pk)
    oppose(actor=officer, now=NOW, authority=TOWN, contact="parent4@famille.example")
    send_next(now=NOW, campaign=made.pk)
    assert "parent4@famille.example" not in {address for address, _ in post.letters}


def test_nobody_gets_more_than_four_messages_a_month(officer: Actor, post: Post) -> None:
    for _ in range(4):
        _gone(officer, held_out=0)
    with pytest.raises(Refused, match="0 personnes"):
        _ready(officer, held_out=0)
    assert len({address for address, _ in post.letters}) == FAMILIES - 1


def test_a_rule_chooses_and_only_those_it_chooses(officer: Actor) -> None:
    young = (Condition("born_on", Test.SINCE, ("2018-01-01",)),)
    made = _ready(officer, held_out=0, conditions=young)
    assert 20 <= made.recipients.count() <= 40


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"aim": Aim.POLITICAL}, "communication politique"),
        ({"aim": Aim.RIGHTS}, "privé"),
        ({"channel": Medium.TILE, "outcome": "demo_ccas"}, "n’a pas été livré"),
        ({"contract": "demo_ccas"}, "n’a pas été livré"),
        ({"conditions": (Condition("child_last_name", Test.IS, ("Nom1",)),)}, "consonance"),
        ({"window_days": 2}, "durée"),
        ({"title": " "}, "titre"),
        ({"body": ""}, "vide"),
    ],
)
def test_what_must_not_be_is_refused_in_one_sentence_and_nothing_is_kept(
    officer: Actor, changes: dict[str, Any], said: str
) -> None:
    with pytest.raises(Refused, match=said):
        _ask(officer, **changes)
    assert not Campaign.objects.exists()


def test_a_refusal_of_the_law_stays_in_the_journal(officer: Actor) -> None:
    with pytest.raises(Refused):
        _ask(officer, aim=Aim.COMMERCIAL)
    entry = JournalEntry.objects.get(action="campaign.decided")
    assert entry.detail["verdict"] == "refused"
    assert "RGPD" in entry.detail["legal"]


def test_parents_are_invited_elsewhere_only_with_their_consent(officer: Actor) -> None:
    made = _ask(officer, aim=Aim.INVITE)
    assert made.decision["verdict"] == "consent"
    with pytest.raises(Refused, match="0 personnes"):
        prepare_campaign(actor=officer, now=NOW, campaign=made.pk)


def test_four_people_are_no_audience(officer: Actor) -> None:
    few = (Condition("child_number", Test.IS, ("E1", "E2", "E3", "E4")),)
    with pytest.raises(Refused, match="4 personnes"):
        _ready(officer, conditions=few)


def test_preparing_again_draws_the_same_and_cut_off_it_leaves_what_stood(
    officer: Actor, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = _ready(officer)
    columns = ("key", "contact", "place", "references", "is_held_out", "state")
    before = list(made.recipients.order_by("key").values_list(*columns))
    prepare_campaign(actor=officer, now=NOW, campaign=made.pk)
    assert list(made.recipients.order_by("key").values_list(*columns)) == before

    def cut_off(*given: object) -> Iterator[tuple[object, ...]]:
        yield (made.authority_id, made.pk, "k", "", "", "[]", False, "waiting")
        raise OSError

    monkeypatch.setattr(preparing, "_recipients", cut_off)
    with pytest.raises(OSError):
        prepare_campaign(actor=officer, now=NOW, campaign=made.pk)
    assert list(made.recipients.order_by("key").values_list(*columns)) == before


def test_what_could_be_seen_is_said_before_sending(officer: Actor) -> None:
    made = _ready(officer)
    assert made.detectable is not None
    assert 0.2 < made.detectable < 0.5


def test_a_stopped_campaign_writes_to_nobody_more(officer: Actor, post: Post) -> None:
    made = _ready(officer, held_out=0)
    launch_campaign(actor=officer, now=NOW, campaign=made.pk)
    send_next(now=NOW, campaign=made.pk, most=10)
    stop_campaign(actor=officer, now=NOW, campaign=made.pk)
    send_next(now=NOW, campaign=made.pk)
    assert len(post.letters) == 10
    assert made.recipients.filter(state=Sent.CANCELLED).count() >= 49


def test_a_message_cut_off_is_in_doubt_and_settled_from_the_relay(
    officer: Actor, post: Post
) -> None:
    made = _ready(officer, held_out=0)
    launch_campaign(actor=officer, now=NOW, campaign=made.pk)
    cut = list(made.recipients.order_by("pk")[:2])
    Recipient.objects.filter(pk__in=[r.pk for r in cut]).update(state=Sent.SENDING, sent_at=NOW)
    after = NOW + STALE
    send_next(now=after, campaign=made.pk)
    assert made.recipients.filter(state=Sent.DOUBT).count() == 2
    log = [f"delivered <{message_id(cut[0])}@localhost>"]
    assert settle_doubts(actor=officer, now=after, campaign=made.pk, left=log) == (1, 1)
    send_next(now=after, campaign=made.pk)
    received = Counter(address for address, _ in post.letters)
    assert cut[1].contact in received
    assert cut[0].contact not in received
    assert Campaign.objects.get(pk=made.pk).state == CampaignState.DONE


def test_returned_mail_is_read_and_its_addresses_left_alone(officer: Actor) -> None:
    notice = (
        b"From: mailer-daemon@relais.example\nMIME-Version: 1.0\n"
        b'Content-Type: multipart/report; report-type=delivery-status; boundary="b"\n\n'
        b"--b\nContent-Type: text/plain\n\nSorry.\n"
        b"--b\nContent-Type: message/delivery-status\n\nReporting-MTA: dns; relais.example\n\n"
        b"Final-Recipient: rfc822; parent9@famille.example\nAction: failed\nStatus: 5.1.1\n\n"
        b"Final-Recipient: rfc822; parent10@famille.example\nAction: delayed\nStatus: 4.4.1\n\n"
        b"--b--\n"
    )
    assert note_bounces(actor=officer, now=NOW, authority=TOWN, raw=notice) == 1
    made = _ready(officer, held_out=0)
    assert made.left_out["bounced"] == 1


def test_the_effect_passes_the_gate_with_its_interval_and_a_null_placebo(
    measurer: Actor, post: Post
) -> None:
    made = _gone(measurer, held_out=0.5, outcome="demo_periscolaire")
    with pytest.raises(Refused, match="06/11/2026"):
        measure_campaign(actor=measurer, now=NOW + timedelta(days=3), campaign=made.pk)
    kept = measure_campaign(actor=measurer, now=LATER, campaign=made.pk).adjusted
    assert kept["low"] <= kept["value"] <= kept["high"]
    fix_noise(wired.home())
    publish_release(actor=OPERATOR, now=LATER)
    found = judged(measurer, TOWN)[made.title]
    assert found.effect is not None
    assert found.effect.low is not None
    assert found.effect.high is not None
    # Who is drawn is secret: one campaign in twenty without effect has an interval without 0,
    # but none is four standard errors away, which the whole width of the interval is.
    assert abs(found.effect.value) < found.effect.high - found.effect.low
    assert found.placebo is not None
    assert abs(found.placebo.value) < found.placebo.high - found.placebo.low


def test_a_control_group_written_to_by_another_campaign_concludes_nothing(
    measurer: Actor, post: Post
) -> None:
    made = _gone(measurer, held_out=0.4, outcome="demo_periscolaire")
    _gone(measurer, held_out=0, title="La même, à tous")
    with pytest.raises(Refused, match="le tirage est rompu"):
        measure_campaign(actor=measurer, now=LATER, campaign=made.pk)


def test_a_campaign_of_another_town_does_not_exist(officer: Actor) -> None:
    made = _ask(officer)
    stranger = factories.actor(Role.MARKETING, code="45234")
    with pytest.raises(NotVisible):
        campaign_of(stranger, made.pk)
    with pytest.raises(NotVisible):
        prepare_campaign(actor=stranger, now=NOW, campaign=made.pk)


def test_the_dpo_reads_and_does_not_send(officer: Actor) -> None:
    made = _ask(officer)
    dpo = factories.actor(Role.DPO)
    assert campaign_of(dpo, made.pk).campaign == made
    with pytest.raises(NotVisible):
        launch_campaign(actor=dpo, now=NOW, campaign=made.pk)


def test_dates_of_the_letter_are_those_of_the_sending(officer: Actor) -> None:
    made = _ready(officer, held_out=0)
    one = made.recipients.order_by("pk")[0]
    one.sent_at = datetime(2026, 9, 7, tzinfo=UTC)
    letter = letter_to(made, one, message_id(one)).message()
    assert letter["Date"].startswith("Mon, 07 Sep 2026")
    assert message_id(one) in letter["Message-ID"]


def test_rights_of_persons_reach_the_campaigns(officer: Actor) -> None:
    made = _ready(officer, held_out=0)
    concerned = Concerned({Sector.SCOLAIRE_SPORT_CULTURE: ["familles\x1fE5"]})
    (held,) = holdings()["campaigns"].export(made.authority, concerned)
    assert held.values["adresse"] == "parent5@famille.example"
    erased = holdings()["campaigns"].erase(made.authority, concerned, NOW)
    assert erased.rows == 1
    assert not made.recipients.filter(contact="parent5@famille.example").exists()
    later = NOW + timedelta(days=1200)
    (purge,) = holdings()["campaigns"].purge(made.authority, later, is_rehearsal=False)
    assert purge.rows == FAMILIES - 1
    assert not made.recipients.exists()


def test_subscribers_are_written_to_if_they_agreed_within_their_own_cap(officer: Actor) -> None:
    place = Authority.objects.get(code=TOWN)
    for n in range(20):
        account = factories.account(email=f"abonne{n}@mail.example")
        ContactPreference.objects.create(
            authority=place, account=account, interests=["concerts"],
            most_a_month=0 if n == 0 else 4,
        )  # fmt: skip
        give_consent(now=NOW, authority=place, account=account, source="portail",
                     purpose="invitations", is_given=n != 1)  # fmt: skip
    made = _ready(officer, contract="portail", aim=Aim.INVITE, held_out=0)
    assert made.recipients.count() == 18
    assert made.left_out == {"frequency": 1, "no_consent": 1}


def test_sms_leave_by_the_provider_of_the_town(
    officer: Actor, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = _ready(officer, channel=Medium.SMS, held_out=0)
    with pytest.raises(Refused, match="fournisseur de SMS"):
        launch_campaign(actor=officer, now=NOW, campaign=made.pk)

    class Provider:
        sent: list[tuple[str, str]] = []

        def send(self, number: str, text: str) -> None:
            self.sent.append((number, text))

    monkeypatch.setattr("parvis.apps.campaigns.carriers.texter", Provider)
    launch_campaign(actor=officer, now=NOW, campaign=made.pk)
    send_next(now=NOW, campaign=made.pk)
    assert len(Provider.sent) == made.recipients.count()
    assert Provider.sent[0][0].startswith("+336")
    assert "STOP" in Provider.sent[0][1]


def test_letters_go_to_the_service_whose_file_it_is_and_to_nobody_else(officer: Actor) -> None:
    made = _ready(officer, channel=Medium.LETTER, held_out=0)
    launch_campaign(actor=officer, now=NOW, campaign=made.pk)
    with pytest.raises(NotVisible):
        fetch_letters(actor=officer, now=NOW, campaign=made.pk)
    service = factories.actor(Role.RESPONSABLE, sectors=(Sector.SCOLAIRE_SPORT_CULTURE,))
    rows = fetch_letters(actor=service, now=NOW, campaign=made.pk)
    assert len(rows) == made.recipients.count()
    assert rows == sorted(rows)
    assert JournalEntry.objects.filter(action="campaign.letters").count() == 1
