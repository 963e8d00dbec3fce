"""Telephones and e-mail addresses in one spelling."""

import re

_NOT_A_DIGIT = re.compile(r"\D+")
_SHORTEST_PHONE, _LONGEST_PHONE = 6, 15
_FRENCH = re.compile(r"(?:0033|33)0?([1-9]\d{8})|0([1-9]\d{8})")
_NATIONAL = 9
_OVERSEAS = re.compile(r"(?:00)?(?:262|590|594|596)([1-9]\d{8})")
_BETWEEN = re.compile(r"[/;,|]|\bou\b|\bet\b", re.IGNORECASE)
_CENTS = re.compile(r"\.0$")
_DOTLESS = frozenset({"gmail.com", "googlemail.com"})


def phone(text: str) -> str:
    """The digits of a number as dialled in France, without its leading 0 or +33.

    A number of another country keeps its code and its national digits. "" where there are too
    few or too many, or where one digit fills it; the first of several.
    """
    if not _BETWEEN.search(text):
        return _number(text)
    found = [number for number in map(_number, [text, *_BETWEEN.split(text)]) if number]
    return next((number for number in found if len(number) == _NATIONAL), "".join(found[:1]))


def _number(text: str) -> str:
    digits = _NOT_A_DIGIT.sub("", _CENTS.sub("", text.strip()))
    if not _SHORTEST_PHONE <= len(digits) <= _LONGEST_PHONE or len(set(digits[-8:])) == 1:
        return ""
    if found := _FRENCH.fullmatch(digits):
        return found[1] or found[2]
    if found := _OVERSEAS.fullmatch(digits):
        return found[1]
    is_foreign = text.lstrip().startswith("+") or digits.startswith("00")
    return _international(digits) if is_foreign else digits


def _international(digits: str) -> str:
    """Country code and national number, whatever 0 was keyed between them."""
    # Its tables take a tenth of a second to load, and most files hold no such number.
    import phonenumbers

    try:
        number = phonenumbers.parse("+" + digits.lstrip("0"))
    except phonenumbers.NumberParseException:
        return digits
    return f"{number.country_code}{number.national_number}"


def email(text: str) -> str:
    """The address in lower case, without the "+tag" and Gmail's dots; "" if it is none."""
    local, at, domain = text.strip().lower().rpartition("@")
    if not at or not local or not domain:
        return ""
    local = local.partition("+")[0] or local
    return f"{local.replace('.', '') if domain in _DOTLESS else local}@{domain}"
