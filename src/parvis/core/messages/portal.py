"""Refusals: the portal. Each rule gives its sentence in French, then in English."""

MESSAGES: dict[str, tuple[str, str]] = {
    "bouquet.full": (
        "un bouquet tient {most} services. Retirez-en un pour en ajouter un autre.",
        "a bouquet holds {most} services. Take one out to add another.",
    ),
    "draft.incomplete": (
        "il reste des réponses à revoir. Rien n’a été envoyé, tout est gardé : reprenez la page "
        "signalée.",
        "some answers are still to be corrected. Nothing was sent, all is kept: go back to the "
        "page shown.",
    ),
    "preference.unknown": (
        "ce choix de contact n’existe pas. Choisissez dans la liste.",
        "this contact choice does not exist. Choose from the list.",
    ),
    "account.works_here": (
        "ce compte travaille pour la mairie. Son responsable des comptes le ferme.",
        "this account works for the town. Its manager of accounts closes it.",
    ),
    "tracking.unknown": (
        "aucune demande ne porte ce code. Vérifiez-le sur votre accusé de réception, ou "
        "appelez-nous.",
        "no request bears this code. Check it on your receipt, or call us.",
    ),
}
