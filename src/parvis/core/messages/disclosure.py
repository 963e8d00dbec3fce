"""Refusals of disclosure control: French, then English."""

MESSAGES: dict[str, tuple[str, str]] = {
    "disclosure.crossed": (
        "croiser {names} désignerait des personnes : au plus {most} dimensions à la fois, filtres "
        "compris. Retirez-en.",
        "crossing {names} would single persons out: at most {most} dimensions at once, filters "
        "included. Remove some.",
    ),
    "disclosure.calendar": (
        "« {one} » et « {other} » ne s’emboîtent pas : la différence des deux isolerait quelques "
        "personnes. Choisissez des pas de calendrier dont l’un contient l’autre.",
        "“{one}” and “{other}” do not nest: their difference would isolate a few persons. Choose "
        "calendar steps of which one contains the other.",
    ),
}
