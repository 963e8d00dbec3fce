"""What the journal can say was done: every action's French sentence, in one place."""

ACTIONS = {
    "account.closed": "Compte fermé",
    "account.created": "Compte ouvert",
    "delivery.discarded": "Livraison écartée",
    "delivery.kept": "Fichier chargé",
    "delivery.refused": "Fichier refusé",
    "line.consulted": "Ligne d’origine consultée",
    "lines.consulted": "Lignes consultées derrière un chiffre",
    "quarantine.downloaded": "Lignes refusées téléchargées",
    "quarantine.set_aside": "Lignes refusées abandonnées",
    "release.published": "Publication",
    "release.used": "Retour à une publication",
    "role.granted": "Rôle donné",
    "role.revoked": "Rôle retiré",
}


def label_of(action: str) -> str:
    """The French sentence of `action`; the code itself for one of a later version."""
    return ACTIONS.get(action, action)
