"""Which column says what, when the user says so: the roles of a TOML file."""

from collections.abc import Mapping, Sequence
from typing import Any

from parvis.core.errors import Refused, Where
from parvis.core.people.roles import PersonRole, Recognised


def roles_from(
    data: Mapping[str, Any], headers: Sequence[str], *, file: str
) -> tuple[Recognised, ...]:
    """The roles that `[columns]` gives to `headers`: role = "column", or a list of telephones.

    Refused where a role or a column does not exist, or where a column has two roles.
    """
    columns = data.get("columns")
    if not isinstance(columns, dict) or not columns or set(data) - {"columns"}:
        raise Refused("people.spec_shape", where=Where(file))
    found: dict[int, Recognised] = {}
    for name, given in columns.items():
        role = _role(name, file)
        for header in given if isinstance(given, list) else [given]:
            place = _place(header, headers, name, file)
            if place in found:
                raise Refused("people.spec_twice", where=Where(file, None, name), column=header)
            found[place] = Recognised(place, header, role, "spec")
    return tuple(found[place] for place in sorted(found))


def _role(name: str, file: str) -> PersonRole:
    if name not in set(PersonRole):
        known = ", ".join(PersonRole)
        raise Refused("people.spec_role", where=Where(file), role=name, known=known)
    return PersonRole(name)


def _place(header: Any, headers: Sequence[str], name: str, file: str) -> int:
    if header not in headers:
        where, known = Where(file, None, name), ", ".join(headers)
        raise Refused("people.spec_column", where=where, column=header, known=known)
    return list(headers).index(header)
