"""Refusals: forms. Each rule gives its sentence in French, then in English."""

MESSAGES: dict[str, tuple[str, str]] = {
    "form.published": (
        "la version {number} du formulaire « {form} » est publiée : elle ne change plus. "
        "Ouvrez un brouillon.",
        "revision {number} of form “{form}” is published: it no longer changes. Open a draft.",
    ),
}
