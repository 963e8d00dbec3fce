"""A form is filled in page after page: what is asked, what is wrong, what is told back."""

from datetime import UTC, date, datetime

import pytest

from parvis.core.errors import Refused
from parvis.core.forms.answers import fault, problems
from parvis.core.forms.checks import check, refuse_changed_kinds
from parvis.core.forms.definition import Item, Kind, form_from
from parvis.core.forms.reading import date_parts, read_page
from parvis.core.forms.telling import as_text, files_of
from parvis.core.forms.walk import Walk
from parvis.core.forms.writing import form_as_json

NOW = datetime(2026, 9, 1, 8, 0, tzinfo=UTC)
TODAY = date(2026, 9, 1)
CANTEEN = {
    "id": "cantine",
    "title": "Inscrire à la cantine",
    "pages": [
        {
            "id": "foyer",
            "title": "Votre foyer",
            "parts": [
                {"kind": "text", "id": "nom", "label": "Votre nom", "required": True},
                {"kind": "choice", "id": "ressources", "label": "Tarif", "choices": [
                    {"id": "reduit", "label": "Tarif réduit"}, {"id": "plein", "label": "Plein"}]},
                {"kind": "file", "id": "caf", "label": "Attestation", "required": True,
                 "when": {"eq": [{"answer": "ressources"}, {"is": "reduit"}]}},
            ],
        },
        {
            "id": "enfants",
            "title": "Les enfants",
            "parts": [
                {"kind": "block", "id": "enfant", "label": "Enfant", "least": 1, "most": 3,
                 "add": "Ajouter un enfant", "parts": [
                    {"kind": "text", "id": "prenom", "label": "Prénom", "required": True},
                    {"kind": "date", "id": "ne_le", "label": "Né le", "required": True, "most": 0},
                    {"kind": "flag", "id": "pai", "label": "Allergie"},
                    {"kind": "long_text", "id": "precis", "label": "Laquelle", "required": True,
                     "when": {"filled": {"answer": "pai"}}}]},
            ],
            "checks": [{"holds": {"le": [{"length": {"answer": "enfant"}}, {"is": 2}]},
                        "message": "deux enfants au plus par demande."}],
        },
        {
            "id": "secours",
            "title": "En cas d’urgence",
            "when": {"ge": [{"length": {"answer": "enfant"}}, {"is": 2}]},
            "parts": [{"kind": "phone", "id": "tel", "label": "Téléphone", "required": True}],
        },
    ],
}  # fmt: skip
FORM = form_from(CANTEEN, "cantine.json")
FOYER, ENFANTS, SECOURS = FORM.pages


def walk(**answers) -> Walk:
    return Walk(FORM, answers, NOW)


def said(found) -> dict[str, str]:
    return {p.path: p.message.replace("\u00a0", " ") for p in found}


def test_a_form_is_sound_and_written_back_as_it_was_read() -> None:
    check(FORM)
    assert form_from(form_as_json(FORM), "x") == FORM


def test_a_field_is_asked_only_where_its_condition_holds() -> None:
    assert [p.id for p in walk().parts(FOYER)] == ["nom", "ressources"]
    assert [p.id for p in walk(ressources="reduit").parts(FOYER)] == ["nom", "ressources", "caf"]
    assert [p.id for p in walk(enfant=[{}, {}]).pages()] == ["foyer", "enfants", "secours"]
    assert walk().after(FOYER) == ENFANTS
    assert walk().after(ENFANTS) is None


def test_what_a_hidden_field_answered_counts_for_nothing_and_is_not_told() -> None:
    hidden = walk(nom="Ada", ressources="plein", caf=[{"name": "caf.pdf"}])
    assert "caf" not in hidden.answers
    assert files_of(hidden) == []
    assert "Attestation" not in as_text(hidden)


def test_what_is_sent_is_read_row_by_row_and_nothing_typed_is_lost() -> None:
    sent = {
        "enfant-rows": ["2"], "enfant-0-prenom": ["Inès"], "enfant-0-ne_le-j": ["31"],
        "enfant-0-ne_le-m": ["6"], "enfant-0-ne_le-a": ["2019"], "enfant-1-prenom": ["Léo"],
        "enfant-1-ne_le-j": ["4"], "enfant-1-ne_le-m": ["3"], "enfant-1-ne_le-a": ["2020"],
        "enfant-1-pai": ["on"],
    }  # fmt: skip
    answers = read_page(ENFANTS, sent, {"nom": "Ada"})
    assert answers["nom"] == "Ada"
    assert answers["enfant"][1]["ne_le"] == "2020-03-04"
    assert date_parts(answers["enfant"][0]["ne_le"]) == ("31", "6", "2019")
    assert said(problems(Walk(FORM, answers, NOW), ENFANTS)) == {
        "enfant-0-ne_le": "le 31 juin n’existe pas : juin 2019 a 30 jours.",
        "enfant-1-precis": "répondez à cette question.",
    }


def test_a_row_is_added_then_taken_out() -> None:
    rows = {"enfant-rows": ["1"], "enfant-0-prenom": ["Inès"]}
    added = read_page(ENFANTS, {**rows, "enfant-ajouter": ["1"]}, {})["enfant"]
    assert len(added) == 2
    left = read_page(ENFANTS, {**rows, "enfant-rows": ["2"], "enfant-1-prenom": ["Léo"],
                               "enfant-retirer": ["0"]}, {})["enfant"]  # fmt: skip
    assert [row["prenom"] for row in left] == ["Léo"]


def test_a_page_s_own_check_is_said_in_the_town_s_words() -> None:
    child = {"prenom": "A", "ne_le": "2019-01-01"}
    found = problems(walk(enfant=[child] * 3), ENFANTS)
    assert [p.message for p in found] == ["deux enfants au plus par demande."]


@pytest.mark.parametrize(
    ("kind", "bounds", "value", "expected"),
    [
        (Kind.EMAIL, {}, "ada@exemple", "cette adresse n’est pas complète"),
        (Kind.EMAIL, {}, "ada@exemple.fr", ""),
        (Kind.PHONE, {}, "02 61", "ce numéro n’est pas complet"),
        (Kind.PHONE, {}, "02 61 91 00 10", ""),
        (Kind.PHONE, {}, "+32 2 279 22 11", ""),
        (Kind.NUMBER, {"least": 1}, "0,5", "écrivez 1 au moins"),
        (Kind.NUMBER, {"most": 9}, "dix", "écrivez un nombre"),
        (Kind.DATE, {"least": 0}, "2026-08-31", "trop tôt"),
        (Kind.DATE, {"most": 0}, "2026-09-02", "trop tard"),
        (Kind.DATE, {}, "3/13/2019", "les mois vont de 1 à 12"),
        (Kind.DATE, {}, "29/2/2027", "février 2027 a 28 jours"),
        (Kind.DATE, {}, "2019", "en quatre chiffres"),
        (Kind.TEXT, {"most": 3}, "abcde", "trop long de 2 signes"),
        (Kind.TEXT, {"pattern": r"\d{5}"}, "4110", "forme attendue"),
        (Kind.TEXT, {}, "🎂 مرحبا", ""),
        (Kind.STATEMENT, {}, False, "attester"),
        (Kind.FILE, {}, [{}, {}], "1 fichiers au plus"),
    ],
)
def test_each_kind_says_what_is_wrong(kind, bounds, value, expected) -> None:
    found = fault(Item("x", kind, "X", **bounds), value, TODAY)
    assert (expected in found) if expected else found == ""


def test_a_form_is_told_in_its_own_words() -> None:
    told = as_text(walk(nom="Ada", enfant=[{"prenom": "Inès", "ne_le": "2019-03-01"}]))
    assert told.replace("\u00a0", " ") == (
        "Votre foyer\nVotre nom : Ada\n\nLes enfants\nEnfant 1, Prénom : Inès\n"
        "Enfant 1, Né le : 1er mars 2019"
    )


def changed(page: int, part: int, **facts):
    pages = [dict(p, parts=[dict(q) for q in p["parts"]]) for p in CANTEEN["pages"]]
    pages[page]["parts"][part].update(facts)
    return form_from({**CANTEEN, "pages": pages}, "x.json")


@pytest.mark.parametrize(
    ("form", "words"),
    [
        (lambda: changed(0, 1, id="nom"), "employé deux fois"),
        (lambda: changed(0, 0, when={"filled": {"answer": "tel"}}), "n’est pas demandé avant"),
        (lambda: changed(2, 0, when={"eq": [{"answer": "enfant"}, {"is": 3}]}), "ne se comparent"),
    ],
)
def test_an_unsound_form_is_refused(form, words) -> None:
    with pytest.raises(Refused, match=words):
        check(form())


@pytest.mark.parametrize(
    "facts", [{"id": "Nom"}, {"kind": "hologramme"}, {"choices": [{"id": "a", "label": "A"}]},
              {"pattern": "("}, {"prefill": "iban"}, {"compute": {"is": 1}}, {"color": "red"}]
)  # fmt: skip
def test_a_wrong_entry_of_a_field_is_refused(facts) -> None:
    with pytest.raises(Refused):
        changed(0, 0, **facts)


def test_a_field_keeps_its_kind_from_one_revision_to_the_next() -> None:
    refuse_changed_kinds(FORM, changed(0, 0, label="Nom de famille"))
    with pytest.raises(Refused, match="nouvel identifiant"):
        refuse_changed_kinds(FORM, changed(0, 0, kind="number"))
