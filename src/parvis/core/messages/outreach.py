"""Refusals of messages to the people of the town: French, then English."""

MESSAGES: dict[str, tuple[str, str]] = {
    "outreach.no_source": (
        "le contrat « {contract} » n’est d’aucune source de la matrice des finalités : personne "
        "ne peut être choisi parmi ses lignes. Ajoutez-le à la matrice avec votre délégué à la "
        "protection des données.",
        "the contract “{contract}” is of no source of the matrix of purposes: nobody can be chosen "
        "among its rows. Add it to the matrix with your data protection officer.",
    ),
}
