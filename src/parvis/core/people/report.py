"""What a linkage says of itself: columns, model, blocking, estimated quality."""

from collections.abc import Sequence
from dataclasses import dataclass

from parvis.core.people.estimates import Estimate
from parvis.core.people.model import HOME, SAME, STRANGERS, LinkModel
from parvis.core.people.roles import Recognised

MODEL_VERSION = 2
"""Changes with the fields, their levels or the way they are learnt."""

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
class LinkReport:
    """Who is the same person in a file. Estimates come from the model, without any label.

    `identifier`: the column that names records, "" where the line number does. `copies`: rows
    that repeat another exactly. `notes`: what deserves a look, in French.
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
        said.append(f"{copies} lignes répètent exactement une autre.")
    if largest > _MANY_RECORDS:
        said.append(f"Une personne réunit {largest} lignes\u00a0: à vérifier.")
    said += [
        f"Clé «\u00a0{b.key}\u00a0»\u00a0: {b.groups} groupes trop grands (jusqu’à {b.largest}"
        " lignes), comparés entre voisins seulement."
        for b in bounded
    ]
    if cut:
        said.append(f"{cut} groupes de plus de {limit} lignes ont été recoupés.")
    return tuple(said)
