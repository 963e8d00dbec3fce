"""Refusals about the tokens of the programming interface: French, then English."""

MESSAGES: dict[str, tuple[str, str]] = {
    "api.scope": (
        "«\u00a0{scope}\u00a0» n’est pas un droit possible. Choisissez parmi\u00a0: {expected}.",
        "“{scope}” is not a possible scope. Choose among: {expected}.",
    ),
    "api.days": (
        "un jeton vaut de 1 à {most} jours, pas {days}.",
        "a token is valid for 1 to {most} days, not {days}.",
    ),
    "api.no_token": (
        "aucun jeton valable ne porte le numéro {pk}.",
        "no valid token bears the number {pk}.",
    ),
}
