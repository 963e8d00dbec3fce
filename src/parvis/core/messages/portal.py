"""Refusals: the portal. Each rule gives its sentence in French, then in English."""

MESSAGES: dict[str, tuple[str, str]] = {
    "bouquet.full": (
        "un bouquet tient {most} services. Retirez-en un pour en ajouter un autre.",
        "a bouquet holds {most} services. Take one out to add another.",
    ),
}
