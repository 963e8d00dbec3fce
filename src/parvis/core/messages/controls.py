"""Refusals of the controls: French, then English."""

MESSAGES: dict[str, tuple[str, str]] = {
    "control.no_reason": (
        "dites pourquoi cette ligne est juste : le prochain agent le lira.",
        "say why this line is right: the next agent will read it.",
    ),
    "control.unknown": (
        "aucun contrôle ne s’appelle {control}. Ceux qui existent : {known}.",
        "no control is called {control}. Those there are: {known}.",
    ),
}
