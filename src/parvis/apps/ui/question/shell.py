"""What the page of a question shows, already in French: filled by an application, drawn by ours.

An application that has metrics lets `metrics.page_of` fill it; one that computes its figures
otherwise (offer, loyalty, palmarès) builds the same parts itself. Every text is plain.
"""

from dataclasses import dataclass
from typing import ClassVar

from django.utils.safestring import SafeString

from parvis.apps.ui.question.sketch import Picture, Sketch


@dataclass(frozen=True, slots=True)
class Part:
    """A piece of a sentence; `target` is what proves it: "#figure", an address, or ""."""

    text: str
    target: str = ""


@dataclass(frozen=True, slots=True)
class Link:
    """Somewhere to go, or one choice of a line: `is_current` for the one in force."""

    label: str
    url: str
    is_current: bool = False


@dataclass(frozen=True, slots=True)
class State:
    """What stands where a figure cannot: `kind` is "empty", "secret", "unsure", "error" or
    "awaited", where it is being worked out."""

    kind: str
    title: str
    text: str
    link: Link | None = None
    id: str = ""
    is_figure: ClassVar[bool] = False


@dataclass(frozen=True, slots=True)
class Row:
    """One row of the table under a figure; `raw` are the same values for files, None if hidden.

    `is_hidden` marks a protected first value; `trace_url` leads to the lines behind it, "" for
    who may not follow it.
    """

    name: str
    values: tuple[str, ...]
    is_hidden: bool = False
    trace_url: str = ""
    raw: tuple[float | str | None, ...] = ()


@dataclass(frozen=True, slots=True)
class Grid:
    """The table under a figure."""

    caption: str
    headings: tuple[str, ...]
    rows: tuple[Row, ...]
    total: Row | None = None


@dataclass(frozen=True, slots=True)
class Proof:
    """What a figure rests on: `facts` (effectif, intervalle, source, période, publication, masqué
    and whatever else), then how it was made, and the way to the lines of the files.
    """

    facts: tuple[tuple[str, str], ...]
    method: str = ""
    steps: tuple[Part, ...] = ()
    trace_url: str = ""


@dataclass(frozen=True, slots=True)
class Figure:
    """A finding (`title`), how to read it, the drawing with its text, the table and the proof.

    A `Sketch` is drawn when somebody looks at it: the sentence and the table do not wait for it.
    """

    id: str
    title: str
    how: str
    drawing: SafeString | Sketch
    grid: Grid
    proof: Proof
    downloads: tuple[Link, ...] = ()
    is_figure: ClassVar[bool] = True

    @property
    def drawn(self) -> SafeString:
        """The drawing, made if nobody has yet."""
        return self.drawing.drawn() if isinstance(self.drawing, Sketch) else self.drawing

    @property
    def picture(self) -> Picture | None:
        """What stands for a drawing that nobody has made yet; None where it is there."""
        return self.drawing.picture() if isinstance(self.drawing, Sketch) else None


@dataclass(frozen=True, slots=True)
class Option:
    """One line of a list to choose from."""

    value: str
    label: str
    is_chosen: bool


@dataclass(frozen=True, slots=True)
class Filter:
    """One list of the form of filters; its options under headings ("" for none)."""

    name: str
    label: str
    groups: tuple[tuple[str, tuple[Option, ...]], ...]


@dataclass(frozen=True, slots=True)
class QuestionView:
    """The whole page. `id` is that of one of the eight doors.

    `also`: what cannot be said, and what has changed. `targets`: for whom it is read. `kept` are
    choices of the address that the form of filters must not lose. `acts`: the documents and the
    views that go with it; `after`: the question to go on with. `awaited`: how many figures are
    still being worked out.
    """

    id: str
    title: str
    answer: tuple[Part, ...]
    figures: tuple[Figure | State, ...]
    also: tuple[str, ...] = ()
    targets: tuple[Link, ...] = ()
    filters: tuple[Filter, ...] = ()
    kept: tuple[tuple[str, str], ...] = ()
    hint: str = ""
    acts: tuple[Link, ...] = ()
    after: Link | None = None
    awaited: int = 0
