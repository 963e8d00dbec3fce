"""What a linkage says of itself: columns, model, blocking, estimated quality."""

from collections.abc import Sequence
from dataclasses import dataclass

from parvis.core.french import count
from parvis.core.people.estimates import Estimate
from parvis.core.people.households import LARGEST_HOME
from parvis.core.people.model import HOME, SAME, STRANGERS, LinkModel
from parvis.core.people.roles import Recognised

MODEL_VERSION = 4
"""Changes with the fields, their levels, the way they are learnt or what is kept to compare: a town
linked under another is linked again whole."""

_MANY_RECORDS = 100


@dataclass(frozen=True, slots=True)
class ColumnUse:
    """A column of the file, the role it was read as ("" if unused), and why."""

    column: str
    role: str
    why: str


@dataclass(frozen=True, slots=True)
class LevelWeight:
    """A level of a field: its probability between strangers, in a home, for one person."""

    label: str
    strangers: float
    home: float
    same: float


@dataclass(frozen=True, slots=True)
class FieldModel:
    """A compared field and its levels, from the same down to different."""

    field: str
    levels: tuple[LevelWeight, ...]


@dataclass(frozen=True, slots=True)
class ModelReport:
    """The learnt model. Shares are of all pairs of the file; `steps` of the EM."""

    version: int
    steps: int
    share_home: float
    share_same: float
    fields: tuple[FieldModel, ...]


@dataclass(frozen=True, slots=True)
class BoundedKey:
    """A key whose groups were too large: `groups` of them, the largest of `largest` records."""

    key: str
    groups: int
    largest: int


@dataclass(frozen=True, slots=True)
class BoundedTie:
    """What too many persons share to be of one home: `values` of a kind, in French, held by more
    than `most` persons, the largest by `largest`. They tie nobody."""

    tie: str
    values: int
    largest: int
    most: int


@dataclass(frozen=True, slots=True)
class HomesReport:
    """The homes of two persons and more: how many, of how many persons, children who have two.

    `undone`: groups of more than `LARGEST_HOME` persons, which are no home. `notes`: the bounds
    that were met, in French.
    """

    homes: int
    persons: int
    in_two: int
    bounded: tuple[BoundedTie, ...]
    undone: int
    notes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class LinkReport:
    """Who is the same person in a file. Estimates come from the model, without any label.

    `identifier`: the column that names records, "" where the line number does. `copies`: rows
    that repeat another exactly. `notes`: what deserves a look, in French. `homes`: where asked.
    """

    file: str
    sha256: str
    records: int
    persons: int
    largest: int
    copies: int
    identifier: str
    columns: tuple[ColumnUse, ...]
    pairs_compared: int
    precision: Estimate
    recall: Estimate
    blocking_recall: Estimate
    bounded: tuple[BoundedKey, ...]
    model: ModelReport
    notes: tuple[str, ...]
    homes: HomesReport | None = None


def uses(headers: Sequence[str], roles: Sequence[Recognised]) -> tuple[ColumnUse, ...]:
    """Every column of the file, used or not."""
    known = {r.place: r for r in roles}
    return tuple(
        ColumnUse(header, known[place].role.value, known[place].why)
        if place in known
        else ColumnUse(header, "", "")
        for place, header in enumerate(headers)
    )


def model_report(model: LinkModel) -> ModelReport:
    """The model as its report shows it."""
    fields = tuple(
        FieldModel(field.id, tuple(
            LevelWeight(level.label, *(float(table[c, at]) for c in (STRANGERS, HOME, SAME)))
            for at, level in enumerate(field.levels)
        ))
        for field, table in zip(model.fields, model.levels, strict=True)
    )  # fmt: skip
    home, same = float(model.share[HOME]), float(model.share[SAME])
    return ModelReport(MODEL_VERSION, model.steps, home, same, fields)


def notes(
    copies: int, largest: int, bounded: Sequence[BoundedKey], cut: int, limit: int
) -> tuple[str, ...]:
    """What deserves a look, in French."""
    said = []
    if copies:
        repeat = "fiche répète exactement une autre", "fiches répètent exactement une autre"
        said.append(f"{count(copies, *repeat)}.")
    if largest > _MANY_RECORDS:
        said.append(f"Une personne réunit {count(largest, 'fiche')}\u00a0: à vérifier.")
    said += [
        f"Clé «\u00a0{b.key}\u00a0»\u00a0:"
        f" {count(b.groups, 'groupe trop grand', 'groupes trop grands')}"
        f" (jusqu’à {count(b.largest, 'fiche')}), où l’on ne compare qu’entre voisins."
        for b in bounded
    ]
    if cut:
        said.append(f"{count(cut, 'groupe')} de plus de {count(limit, 'fiche')}, dont seules les"
                    " plus ressemblantes restent réunies\u00a0: à vérifier.")  # fmt: skip
    return tuple(said)


def homes_report(
    sizes: Sequence[int], in_two: int, bounded: tuple[BoundedTie, ...], undone: int
) -> HomesReport:
    """What is said of homes; `sizes` are their numbers of persons, one where they live alone."""
    many = [size for size in sizes if size > 1]
    return HomesReport(len(many), sum(many), in_two, bounded, undone, _home_notes(bounded, undone))


def _home_notes(bounded: Sequence[BoundedTie], undone: int) -> tuple[str, ...]:
    said = [
        f"Foyers\u00a0: {count(b.values, b.tie)} de plus de {count(b.most, 'personne')} (jusqu’à"
        f" {b.largest}), trop pour unir qui que ce soit."
        for b in bounded
    ]
    if undone:
        groups = count(undone, "groupe lié", "groupes liés")
        limit = count(LARGEST_HOME, "personne")
        said.append(f"Foyers\u00a0: {groups} de plus de {limit}, trop pour être un foyer.")
    return tuple(said)
