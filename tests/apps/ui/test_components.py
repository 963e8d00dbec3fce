"""The components as templates use them."""

from datetime import UTC, date, datetime

import pytest
from django import forms
from django.core.paginator import Paginator
from django.http import QueryDict
from django.template import Context, Template


def rendered(source: str, **context: object) -> str:
    return Template("{% load ui %}" + source).render(Context(context))


@pytest.mark.parametrize(
    ("source", "value", "said"),
    [
        ("{{ x|number }}", 1234.5, "1\u202f234,5"),
        ("{{ x|number }}", None, "—"),
        ("{{ x|percent }}", 0.12, "12\u202f%"),
        ("{{ x|percent }}", None, "—"),
        ("{{ x|day }}", date(2026, 11, 23), "23 nov. 2026"),
        ("{{ x|day }}", None, "—"),
        (
            "{{ x|moment }}",
            datetime(2026, 7, 1, 8, 5, tzinfo=UTC),
            "1er juil. 2026 à 10\u00a0h\u00a005",
        ),
        ("{{ x|moment }}", None, "—"),
        ("{{ x|duration }}", 84, "3,5\u00a0jours"),
        ("{{ x|duration }}", None, "—"),
        ('{{ x|counted:"ligne" }}', 3, "3\u00a0lignes"),
        ('{{ x|counted:"cheval,chevaux" }}', 2, "2\u00a0chevaux"),
    ],
)
def test_values_are_written_in_french_and_absence_is_a_dash(
    source: str, value: object, said: str
) -> None:
    assert rendered(source, x=value) == said


def test_a_trail_ends_where_one_is() -> None:
    trail = rendered('{% crumbs "Ici" "/a/" "Là" %}')
    assert '<a href="/a/">Là</a>' in trail
    assert '<li aria-current="page">Ici</li>' in trail


class LetterForm(forms.Form):
    """A form with a hint, an optional field and a rule over both."""

    name = forms.CharField(label="Nom", help_text="Tel qu’il est écrit.")
    phone = forms.CharField(label="Téléphone", required=False)

    def clean(self) -> None:
        """One rule that no single field breaks."""
        if self.cleaned_data.get("phone") == "0":
            raise forms.ValidationError("Ce numéro ne va pas avec ce nom.")


def test_a_field_is_labelled_hinted_and_marked_when_optional() -> None:
    form = LetterForm()
    name = rendered("{% field f %}", f=form["name"])
    assert '<label for="id_name">Nom</label>' in name
    assert 'aria-describedby="id_name_aide"' in name
    assert "facultatif" not in name
    assert "(facultatif)" in rendered("{% field f %}", f=form["phone"])


def test_a_wrong_field_says_why_to_eye_and_ear() -> None:
    name = rendered("{% field f %}", f=LetterForm({"name": ""})["name"])
    assert 'aria-invalid="true"' in name
    assert 'aria-describedby="id_name_aide id_name_erreur"' in name
    assert 'class="field field-bad"' in name


def test_the_summary_counts_the_faults_and_links_each_to_its_field() -> None:
    form = LetterForm({"name": "", "phone": "0"})
    summary = rendered("{% error_summary f %}", f=form)
    assert "2\u00a0réponses sont à revoir" in summary
    assert '<a href="#id_name">Nom\u00a0: ' in summary
    assert "<li>Ce numéro ne va pas avec ce nom.</li>" in summary


def test_a_form_without_fault_has_no_summary() -> None:
    assert rendered("{% error_summary f %}", f=LetterForm({"name": "A"})).strip() == ""


def test_pages_keep_the_filters_of_the_address() -> None:
    page = Paginator(range(60), 20).page(2)
    nav = rendered("{% pagination p q %}", p=page, q=QueryDict("motif=Voirie&page=2"))
    assert "Page 2 sur 3" in nav
    assert 'href="?motif=Voirie&amp;page=1"' in nav
    assert 'href="?motif=Voirie&amp;page=3"' in nav


def test_a_single_page_needs_no_navigation() -> None:
    page = Paginator(range(3), 20).page(1)
    assert rendered("{% pagination p q %}", p=page, q=QueryDict("")).strip() == ""
