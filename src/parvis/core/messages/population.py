"""Refusals about the synthetic town: French, then English."""

MESSAGES: dict[str, tuple[str, str]] = {
    "synth.figures_missing": (
        "{name} ({code}) : il manque de quoi y caler une population ({missing}). Apportez "
        "{files} avec « parvis town data --from », ou écrivez ses marges dans {own}.",
        "{name} ({code}): what a population is fitted to is missing ({missing}). Bring {files} "
        "with “parvis town data --from”, or write its margins in {own}.",
    ),
    "synth.margin_impossible": (
        "la marge « {margin} » ne tient pas : {value} pour {whole} habitants. Corrigez-la.",
        "the margin “{margin}” cannot hold: {value} for {whole} inhabitants. Correct it.",
    ),
    "synth.margin_missing": (
        "la marge « {margin} » manque pour cette commune : on ne peut pas y caler une population. "
        "Ajoutez-la au fichier.",
        "the margin “{margin}” is missing for this commune: no population can be fitted to it. "
        "Add it to the file.",
    ),
    "synth.income_missing": (
        "les revenus de tous les IRIS manquent ou sont secrets : on ne peut pas les attribuer. "
        "Donnez les déciles d’au moins un IRIS.",
        "the incomes of every IRIS are missing or secret: they cannot be allotted. "
        "Give the deciles of one IRIS at least.",
    ),
    "synth.iris_deciles": (
        "l’IRIS {iris} doit avoir neuf déciles croissants, ou aucun s’ils sont secrets. "
        "Corrigez-les.",
        "IRIS {iris} must have nine rising deciles, or none if they are secret. Correct them.",
    ),
    "synth.persons": (
        "une ville fictive de {town} compte de {fewest} à {most} personnes, pas {persons}. "
        "Choisissez un nombre dans ces bornes.",
        "a synthetic town of {town} has {fewest} to {most} persons, not {persons}. "
        "Choose a number in between.",
    ),
    "synth.seed": (
        "une graine est un entier positif ou nul, pas {seed}. Donnez-en un autre avec --seed.",
        "a seed is an integer from zero up, not {seed}. Give another one with --seed.",
    ),
    "synth.years": (
        "les exports couvrent de 1 à 10 années, pas {years}. Choisissez avec --years.",
        "the exports cover 1 to 10 years, not {years}. Choose with --years.",
    ),
    "synth.occupied": (
        "ce dossier n’est pas vide : rien n’y a été écrit. Donnez un dossier vide avec --out.",
        "this folder is not empty: nothing was written in it. Give an empty folder with --out.",
    ),
    "synth.unwritable": (
        "Parvis ne peut pas écrire dans ce dossier ({detail}). Vérifiez ses droits et la place "
        "du disque.",
        "Parvis cannot write in this folder ({detail}). Check its rights and the disk's room.",
    ),
}
