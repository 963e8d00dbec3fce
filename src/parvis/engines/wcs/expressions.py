"""Conditions of w.c.s., written in the language of Django templates, read as our typed tree.

`or` binds least, then `and`, `not`, comparisons, and filters bind most, as in Django's `{% if %}`.
"""

import re
from collections.abc import Callable
from typing import NoReturn

from parvis.core.errors import Refused
from parvis.core.forms.conditions import (
    All,
    AnyOf,
    Clock,
    Compare,
    Condition,
    Const,
    Filled,
    Function,
    Not,
    Of,
    Op,
    Operand,
    Ref,
    Scope,
)

_TOKEN = re.compile(
    r"""\s*(?:(?P<text>"[^"]*"|'[^']*')|(?P<number>-?\d+(?:\.\d+)?)|(?P<op>==|!=|<=|>=|<|>|\||:)"""
    r"""|(?P<name>[A-Za-z_][\w.\-]*))"""
)
_OPS = {"==": Op.EQ, "!=": Op.NE, "<": Op.LT, "<=": Op.LE, ">": Op.GT, ">=": Op.GE}
_CONSTANTS = {"True": True, "true": True, "False": False, "false": False, "None": None,
              "null": None}  # fmt: skip
_FILTERS = {
    "lower": Function.LOWER, "length": Function.LENGTH, "count": Function.LENGTH,
    "add": Function.PLUS, "add_days": Function.DAYS_AFTER, "age_in_years": Function.AGE,
    "time": Function.CLOCK, "get": Function.AT,
}  # fmt: skip
_VIEWS = ("_raw", "_structured", "_price")
"""Suffixes by which w.c.s. names another view of an answer."""

NameOf = Callable[[str], str]
"""The id of a field from the name that expressions give it."""


def condition_of(expression: str, name_of: NameOf) -> Condition:
    """The condition that `expression` writes; Refused where it is not understood."""
    reader = _Reader(expression, name_of)
    read = reader.alternatives()
    reader.end()
    return read


class _Reader:
    """Reads the tokens of one expression, from the loosest operator to the tightest."""

    def __init__(self, expression: str, name_of: NameOf) -> None:
        self._expression = expression
        self._name_of = name_of
        self._tokens = self._split()
        self._at = 0

    def alternatives(self) -> Condition:
        nodes = [self._conjunction()]
        while self._take("or"):
            nodes.append(self._conjunction())
        return nodes[0] if len(nodes) == 1 else AnyOf(tuple(nodes))

    def end(self) -> None:
        if self._at < len(self._tokens):
            self._refuse()

    def _conjunction(self) -> Condition:
        nodes = [self._negation()]
        while self._take("and"):
            nodes.append(self._negation())
        return nodes[0] if len(nodes) == 1 else All(tuple(nodes))

    def _negation(self) -> Condition:
        return Not(self._negation()) if self._take("not") else self._comparison()

    def _comparison(self) -> Condition:
        left = self._operand()
        if self._peek() in _OPS:
            return Compare(_OPS[self._next()], left, self._operand())
        if self._take("in"):
            return Compare(Op.IN, left, self._operand())
        if self._take("not"):
            self._expect("in")
            return Not(Compare(Op.IN, left, self._operand()))
        if self._take("is"):
            return Compare(Op.NE if self._take("not") else Op.EQ, left, self._operand())
        return Filled(left)

    def _operand(self) -> Operand:
        read = self._value()
        while self._take("|"):
            read = self._filtered(read, self._next())
        return read

    def _filtered(self, operand: Operand, name: str) -> Operand:
        if name not in _FILTERS:
            self._refuse()
        argument = self._value() if self._take(":") else None
        function = _FILTERS[name]
        if name == "get" and isinstance(argument, Const) and isinstance(argument.value, str):
            function = Function.PART
        return Of(function, (operand,) if argument is None else (operand, argument))

    def _value(self) -> Operand:
        token = self._next()
        if token[:1] in "\"'":
            return Const(token[1:-1])
        if re.fullmatch(r"-?\d+(\.\d+)?", token):
            return Const(float(token))
        if token in _CONSTANTS:
            return Const(_CONSTANTS[token])
        if token in ("today", "now"):
            return Clock(token)
        return self._reference(token)

    def _reference(self, token: str) -> Operand:
        if token in _OPS or token in ("|", ":"):
            self._refuse()
        if token.startswith("data_source."):
            return Ref(Scope.SOURCE, token.removeprefix("data_source."))
        if token.startswith("form_option_"):
            return Ref(Scope.OPTION, token.removeprefix("form_option_"))
        if token.startswith("form_var_"):
            return self._answer(token.removeprefix("form_var_"))
        return Ref(Scope.CASE, token)

    def _answer(self, name: str) -> Operand:
        """An answer of the form, whichever view of it is named; else a value of the request."""
        for suffix in ("", *_VIEWS):
            found = self._name_of(name.removesuffix(suffix))
            if found and name.endswith(suffix):
                return Ref(Scope.ANSWER, found)
        return Ref(Scope.CASE, f"form_var_{name}")

    def _split(self) -> list[str]:
        tokens, at = [], 0
        text = self._expression.strip()
        while at < len(text):
            found = _TOKEN.match(text, at)
            if found is None:
                self._refuse()
            tokens.append(found.group().strip())
            at = found.end()
        return tokens

    def _peek(self) -> str:
        return self._tokens[self._at] if self._at < len(self._tokens) else ""

    def _next(self) -> str:
        token = self._peek()
        if not token:
            self._refuse()
        self._at += 1
        return token

    def _take(self, token: str) -> bool:
        is_next = self._peek() == token
        self._at += is_next
        return is_next

    def _expect(self, token: str) -> None:
        if not self._take(token):
            self._refuse()

    def _refuse(self) -> NoReturn:
        raise Refused("form.expression", found=self._expression[:120])
