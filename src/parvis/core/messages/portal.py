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
    "draft.address": (
        "« {address} » n’est pas une adresse électronique. Corrigez-la.",
        "“{address}” is not an e-mail address. Correct it.",
    ),
    "draft.links": (
        "{most} liens sont déjà partis en une heure. Notez le code du brouillon, il suffit.",
        "{most} links were sent already within an hour. Note the code of the draft, it is enough.",
    ),
    "tracking.unknown": (
        "aucune demande ne porte ce code. Vérifiez-le sur votre accusé de réception, ou "
        "appelez-nous.",
        "no request bears this code. Check it on your receipt, or call us.",
    ),
}
