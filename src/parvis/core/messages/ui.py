"""Refusals about what a town gives to the interface: French, then English."""

MESSAGES: dict[str, tuple[str, str]] = {
    "brand.not_a_colour": (
        "« {value} » n’est pas une couleur. Écrivez-la #rrggbb, par exemple #3e8e7e.",
        "“{value}” is not a colour. Write it #rrggbb, for example #3e8e7e.",
    ),
}
