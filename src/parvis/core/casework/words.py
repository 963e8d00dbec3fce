"""How sentences say the states of a request and what may happen to it: French, then English."""

STATES: dict[str, tuple[str, str]] = {
    "received": ("reçue", "received"),
    "assigned": ("attribuée", "assigned"),
    "in_progress": ("en cours", "in progress"),
    "waiting_citizen": ("en attente de l’usager", "waiting for the citizen"),
    "waiting_partner": ("en attente d’un tiers", "waiting for a third party"),
    "closed": ("close", "closed"),
    "transferred": ("transmise à une autre administration", "handed over"),
    "merged": ("réunie à une autre", "merged into another"),
}
"""What a request is, in each state."""

HAPPENINGS: dict[str, tuple[str, str]] = {
    "assigned": ("être attribuée", "be assigned"),
    "started": ("être commencée", "be started"),
    "citizen_asked": ("attendre l’usager", "wait for the citizen"),
    "citizen_answered": ("recevoir la réponse de l’usager", "receive the citizen's answer"),
    "partner_asked": ("attendre un tiers", "wait for a third party"),
    "partner_answered": ("recevoir la réponse d’un tiers", "receive a third party's answer"),
    "closed": ("être close", "be closed"),
    "reopened": ("être rouverte", "be reopened"),
    "restored": ("être reprise après une clôture par erreur", "be restored"),
    "transferred": ("être transmise", "be handed over"),
    "returned": ("revenir d’une autre administration", "come back"),
    "merged": ("être réunie à une autre", "be merged"),
    "unmerged": ("être séparée d’une autre", "be separated"),
}
"""What a request may do or suffer, for each happening that changes its state."""
