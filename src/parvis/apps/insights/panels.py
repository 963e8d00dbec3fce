"""What the page of figures shows, as data: sections of figures, in their order."""

from dataclasses import dataclass
from enum import StrEnum


class Drawing(StrEnum):
    """How a figure is drawn: columns along time, lying bars, or points with intervals."""

    TIME = "time"
    BARS = "bars"
    DOTS = "dots"


@dataclass(frozen=True, slots=True)
class Panel:
    """One figure: `metric` by `by`. `reference` is a metric drawn behind it, in stone.

    `how` says how to read it; `{by}` in it stands for the dimension, in French.
    """

    id: str
    metric: str
    by: str
    drawing: Drawing
    how: str
    reference: str = ""


@dataclass(frozen=True, slots=True)
class Section:
    """Figures about one fact; `is_filtered`: the filters of requests apply to them."""

    id: str
    title: str
    fact: str
    panels: tuple[Panel, ...]
    is_filtered: bool = False


MARGIN_NOTE = "Le trait fin dit la marge d’incertitude."

SECTIONS = (
    Section(
        "demandes",
        "Demandes",
        "service_request",
        (
            Panel(
                "demandes-mois",
                "requests",
                "month",
                Drawing.TIME,
                "Demandes reçues chaque mois, au jour de leur réception.",
            ),
            Panel(
                "demandes-motif",
                "requests",
                "category",
                Drawing.BARS,
                f"Demandes reçues, {{by}}. {MARGIN_NOTE}",
            ),
            Panel(
                "demandes-canal",
                "requests",
                "channel",
                Drawing.BARS,
                f"Demandes reçues, {{by}}. {MARGIN_NOTE}",
            ),
        ),
        is_filtered=True,
    ),
    Section(
        "delais",
        "Délais",
        "service_request",
        (
            Panel(
                "a-temps",
                "requests_on_time",
                "category",
                Drawing.DOTS,
                "Part des demandes traitées avant leur échéance, {by}, point et intervalle\u202f; "
                "l’échelle va de 0 à 100\u202f%.",
            ),
            Panel(
                "delai-median",
                "request_delay_median",
                "category",
                Drawing.DOTS,
                "Temps au bout duquel la moitié des demandes sont closes, {by}. "
                "Les demandes encore ouvertes sont comptées.",
            ),
            Panel(
                "delai-neuf-sur-dix",
                "request_delay_p90",
                "category",
                Drawing.DOTS,
                "Temps au bout duquel neuf demandes sur dix sont closes, {by}. "
                "Les demandes encore ouvertes sont comptées.",
            ),
        ),
        is_filtered=True,
    ),
    Section(
        "restauration",
        "Restauration scolaire",
        "meal_service",
        (
            Panel(
                "repas-mois",
                "meals_served",
                "month",
                Drawing.TIME,
                "En clair, les repas prévus\u202f; en plein, les repas servis.",
                reference="meals_planned",
            ),
            Panel(
                "repas-site",
                "meals_overplanned",
                "site",
                Drawing.DOTS,
                "Repas prévus pour un repas servi, {by}\u202f; le trait marque un pour un.",
            ),
        ),
    ),
    Section(
        "mediatheque",
        "Médiathèque",
        "library_loan",
        (
            Panel(
                "emprunteurs-mois",
                "library_borrowers",
                "month",
                Drawing.TIME,
                "Personnes différentes ayant emprunté au moins un document dans le mois.",
            ),
            Panel(
                "emprunteurs-public",
                "library_borrowers",
                "audience",
                Drawing.BARS,
                "Personnes différentes ayant emprunté dans la période, {by}.",
            ),
        ),
    ),
)
