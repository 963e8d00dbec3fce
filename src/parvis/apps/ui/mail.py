"""Messages that follow the brand: the town's greeting and signature, its colour and its logo."""

from email.mime.image import MIMEImage
from email.utils import formataddr, parseaddr
from typing import Any

from django.conf import settings
from django.core.mail import EmailMessage, EmailMultiAlternatives
from django.template.loader import render_to_string

from parvis.apps.ui.brands import home_card, key_of, pictures
from parvis.core.brand.colours import palette

LOGO = "logo@parvis"


def in_the_brand(mail: EmailMessage, town: Any) -> EmailMultiAlternatives:
    """`mail` opened and signed as `town` does, in words first, then as a page in its colours."""
    brand = home_card(key_of(town)).brand
    name = town.name if town else "Parvis"
    body = _worded(mail.body, brand.greeting, brand.signature or name)
    _, address = parseaddr(settings.DEFAULT_FROM_EMAIL)
    dressed = EmailMultiAlternatives(
        mail.subject, body, formataddr((name, address)), mail.to, headers=mail.extra_headers,
        attachments=mail.attachments,
    )  # fmt: skip
    context = {"town": name, "colour": palette(brand.colour)["accent"], "logo": brand.logo,
               "paragraphs": body.split("\n\n"), "cid": LOGO}  # fmt: skip
    dressed.attach_alternative(render_to_string("ui/mail.html", context), "text/html")
    if brand.logo:
        _show(dressed, (pictures(key_of(town)) / brand.logo).read_bytes())
    return dressed


def _worded(text: str, greeting: str, signature: str) -> str:
    """The town's own first and last words around `text`, unless it greets already."""
    greets = text.startswith(("Bonjour", "Madame", "Monsieur", greeting))
    return "\n\n".join([*([] if greets else [greeting]), text.strip(), signature])


def _show(mail: EmailMultiAlternatives, logo: bytes) -> None:
    image = MIMEImage(logo, "png")
    image.add_header("Content-ID", f"<{LOGO}>")
    image.add_header("Content-Disposition", "inline", filename="logo.png")
    mail.attach(image)
