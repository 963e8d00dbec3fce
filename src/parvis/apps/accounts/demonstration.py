"""The accounts of a demonstration: one per role, published with their one password."""

from dataclasses import dataclass

from parvis.core.access import Role

PASSWORD = "parvis-demonstration"  # noqa: S105  shown to everyone: a demonstration has no secret
_DOMAIN = "vendome.example"


@dataclass(frozen=True, slots=True)
class DemoAccount:
    """One account to try the demonstration with; `name` is how its holder is called."""

    email: str
    name: str
    role: Role


ACCOUNTS = tuple(
    DemoAccount(f"{local}@{_DOMAIN}", name, role)
    for local, name, role in (
        ("dgs", "Direction générale", Role.DGS),
        ("elu", "Élue", Role.ELU),
        ("responsable", "Responsable de service", Role.RESPONSABLE),
        ("agent", "Agent d’accueil", Role.AGENT),
        ("marketing", "Chargée de marketing", Role.MARKETING),
        ("dpo", "Déléguée à la protection des données", Role.DPO),
        ("dsi", "Informatique", Role.DSI),
    )
)
