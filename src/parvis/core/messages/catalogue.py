"""Refusals: the catalogue. Each rule gives its sentence in French, then in English."""

MESSAGES: dict[str, tuple[str, str]] = {
    "catalogue.id": (
        "« {value} » ne peut pas être un identifiant : des minuscules sans accent, des chiffres "
        "et des tirets bas.",
        "“{value}” cannot be an id: lower case without accents, digits and underscores.",
    ),
    "catalogue.twice": (
        "« {value} » est défini deux fois. Gardez-en une.",
        "“{value}” is defined twice. Keep one.",
    ),
    "catalogue.nothing": (
        "ce dossier n’a ni catalogue (*.toml) ni formulaires (forms/*.toml, forms/form*.wcs).",
        "this folder has neither catalogue (*.toml) nor forms (forms/*.toml, forms/form*.wcs).",
    ),
    "catalogue.url": (
        "une adresse en https:// et le genre du site (handover) vont ensemble. Donnez les deux, "
        "ou aucun.",
        "an https:// address and the kind of site (handover) go together. Give both, or neither.",
    ),
    "catalogue.loose": (
        "« {owner} » renvoie à « {value} », qui n’existe pas. Définissez-le ou corrigez le renvoi.",
        "“{owner}” refers to “{value}”, which does not exist. Define it or correct the reference.",
    ),
}
