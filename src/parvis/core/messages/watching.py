"""Refusals of the watch of the name and of what people write: French, then English."""

MESSAGES: dict[str, tuple[str, str]] = {
    "trademarks.absent": (
        "ce fichier n’existe pas. Donnez le chemin du fichier de l’INPI.",
        "this file does not exist. Give the path of the file of INPI.",
    ),
    "trademarks.schema": (
        "ce fichier n’est pas du schéma attendu : du XML de marques (TradeMark, numéro et date de "
        "dépôt) ou un CSV avec numéro, marque et date de dépôt. Reprenez-le auprès de l’INPI.",
        "this file is not of the expected schema: XML of marks (TradeMark, number and date of "
        "filing) or a CSV with number, mark and date of filing. Fetch it again from INPI.",
    ),
    "trademarks.unreadable": (
        "ce XML ne se lit pas ({detail}). Reprenez-le auprès de l’INPI.",
        "this XML cannot be read ({detail}). Fetch it again from INPI.",
    ),
    "trademarks.class": (
        "{value} n’est pas une classe de Nice, de 1 à 45. Corrigez-la.",
        "{value} is not a Nice class, from 1 to 45. Correct it.",
    ),
    "trademarks.date": (
        "« {value} » n’est pas un jour de dépôt ou de publication. Corrigez-le.",
        "“{value}” is not a day of filing or publication. Correct it.",
    ),
    "trademarks.too_large": (
        "ce fichier dépasse {most} Mo. Donnez celui d’une semaine, ou employez parvis name watch.",
        "this file exceeds {most} MB. Give that of one week, or use parvis name watch.",
    ),
    "trademarks.short": (
        "« {name} » est trop court pour être surveillé : tout lui ressemblerait. Donnez trois "
        "lettres au moins.",
        "“{name}” is too short to be watched: everything would look like it. Give three letters at "
        "least.",
    ),
    "verbatims.column": (
        "aucune colonne « {name} ». Colonnes : {found}. Nommez-la par --text ou --feeling.",
        "no column “{name}”. Columns: {found}. Name it by --text or --feeling.",
    ),
    "verbatims.few": (
        "{n} textes jugés ne suffisent pas pour apprendre : il en faut {fewest}, de chaque "
        "ressenti. Ajoutez-en.",
        "{n} judged texts are not enough to learn from: {fewest} are needed, of each feeling. Add "
        "some.",
    ),
    "verbatims.model": (
        "ce modèle est illisible. Apprenez de nouveau avec parvis verbatim learn.",
        "this model cannot be read. Learn again with parvis verbatim learn.",
    ),
}
