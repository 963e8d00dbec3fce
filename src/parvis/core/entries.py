"""Reading one definition (a table of a TOML file): each entry once, the unexpected refused."""

from collections.abc import Mapping
from datetime import date
from enum import StrEnum
from typing import Any, NoReturn, TypeVar

from parvis.core.errors import Refused, Where

Choice = TypeVar("Choice", bound=StrEnum)


NAME = r"[a-z][a-z0-9_]*"
"""How ids and fields are spelled: they name folders of the home, columns and addresses."""


class Entries:
    """The entries of one table of `file`; `name` prefixes them in a refusal."""

    def __init__(self, data: Mapping[str, Any], file: str, name: str = "") -> None:
        self._left = dict(data)
        self._file = file
        self._name = name

    def refuse(self, rule: str, entry: str, **facts: object) -> NoReturn:
        """Raise `rule` at `entry` of this table."""
        raise Refused(rule, where=Where(self._file, field=self._name + entry), **facts)

    def text(self, entry: str, default: str | None = None) -> str:
        """A text; an absent one is refused unless there is a `default`."""
        text: str = self._take(entry, str, default)
        return text

    def number(self, entry: str, default: float | None = None) -> float:
        """A number, whole or not."""
        value = self._left.get(entry)
        if isinstance(value, int) and not isinstance(value, bool):
            self._left[entry] = float(value)
        number: float = self._take(entry, float, default)
        return number

    def optional_number(self, entry: str) -> int | float | None:
        """A number as it is written, None if absent."""
        if entry not in self._left:
            return None
        value = self._left.pop(entry)
        if isinstance(value, bool) or not isinstance(value, int | float):
            self.refuse("definition.wrong_type", entry, expected="number")
        return value

    def flag(self, entry: str, default: bool = False) -> bool:
        """A yes or no; absent means no, unless there is a `default`."""
        value: bool = self._take(entry, bool, default)
        return value

    def day_text(self, entry: str, default: str | None = None) -> str:
        """A day, as a TOML date or as a text, in the form it would have as a text."""
        value = self._left.get(entry)
        if isinstance(value, date):
            self._left[entry] = value.isoformat()
        return self.text(entry, default)

    def mapping(self, entry: str) -> dict[str, Any]:
        """A table read as it is; absent means empty."""
        value: dict[str, Any] = self._take(entry, dict, {})
        return value

    def texts(self, entry: str) -> tuple[str, ...]:
        """A list of texts; absent means empty."""
        values = self._take(entry, list, [])
        if not all(isinstance(value, str) for value in values):
            self.refuse("definition.wrong_type", entry, expected="list[str]")
        return tuple(values)

    def has(self, entry: str) -> bool:
        """Whether the entry is there and was not read yet."""
        return entry in self._left

    def table(self, entry: str) -> "Entries":
        """A table, to be read in turn."""
        return Entries(self._take(entry, dict, None), self._file, f"{self._name}{entry}.")

    def numbers(self, entry: str) -> tuple[float, ...]:
        """A list of numbers; absent means empty."""
        values = self._take(entry, list, [])
        if not all(isinstance(v, int | float) and not isinstance(v, bool) for v in values):
            self.refuse("definition.wrong_type", entry, expected="list[float]")
        return tuple(float(v) for v in values)

    def day(self, entry: str, default: date) -> date:
        """A day; `default` where it is absent."""
        value: date = self._take(entry, date, default)
        return value

    def tables(self, entry: str) -> tuple["Entries", ...]:
        """A list of tables, each to be read in turn."""
        tables = self._take(entry, list, None)
        if not all(isinstance(table, dict) for table in tables):
            self.refuse("definition.wrong_type", entry, expected="list[table]")
        return tuple(
            Entries(table, self._file, f"{entry}[{rank}].") for rank, table in enumerate(tables, 1)
        )

    def optional_tables(self, entry: str) -> tuple["Entries", ...]:
        """A list of tables; absent means none."""
        return self.tables(entry) if entry in self._left else ()

    def data(self, entry: str) -> Any:
        """Whatever is there, to be read by its own rules; None if nothing is."""
        return self._left.pop(entry, None)

    def choice(self, entry: str, among: type[Choice], default: Choice | None = None) -> Choice:
        """One of the values of `among`; an absent one is refused unless there is a `default`."""
        value = self.text(entry, default)
        if value not in list(among):
            self.refuse("definition.not_among", entry, value=value, expected=", ".join(among))
        return among(value)

    def end(self) -> None:
        """Refuse whatever was not read: a misspelt entry must not pass in silence."""
        for entry in self._left:
            self.refuse("definition.unknown_entry", entry)

    def _take(self, entry: str, kind: type[Any], default: Any) -> Any:
        value = self._left.pop(entry, default)
        if value is None:
            self.refuse("definition.missing", entry)
        if not isinstance(value, kind):
            self.refuse("definition.wrong_type", entry, expected=kind.__name__)
        return value
