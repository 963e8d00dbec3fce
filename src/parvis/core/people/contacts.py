"""Telephones and e-mail addresses in one spelling."""

import re

_NOT_A_DIGIT = re.compile(r"\D+")
_SHORTEST_PHONE, _LONGEST_PHONE = 6, 15
_FRENCH = re.compile(r"(?:0033|33)0?([1-9]\d{8})|0([1-9]\d{8})")
_FRENCH_BARE = re.compile(r"[1-79]\d{8}")
_DOTLESS = frozenset({"gmail.com", "googlemail.com"})


def phone(text: str) -> str:
    """The digits of a number as dialled in France, without its leading 0 or +33.

    A number of another country keeps its code and its national digits. "" where there are too
    few or too many, or where one digit fills it.
    """
    digits = _NOT_A_DIGIT.sub("", text)
    if not _SHORTEST_PHONE <= len(digits) <= _LONGEST_PHONE or len(set(digits[-8:])) == 1:
        return ""
    if found := _FRENCH.fullmatch(digits):
        return found[1] or found[2]
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
