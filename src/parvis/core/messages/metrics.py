"""Refusals about facts, metrics and questions: French, then English."""

MESSAGES: dict[str, tuple[str, str]] = {
    "definition.missing": (
        "cette entrée manque. Ajoutez-la à la définition.",
        "this entry is missing. Add it to the definition.",
    ),
    "definition.keys_differ": (
        "les deux côtés n’ont pas les mêmes clés, ou key_titles ne les nomme pas toutes."
        " Corrigez la définition.",
        "the two sides do not have the same keys, or key_titles does not name them all."
        " Correct the definition.",
    ),
    "definition.wrong_type": (
        "cette entrée n’a pas le type attendu ({expected}). Corrigez la définition.",
        "this entry is not of the expected type ({expected}). Correct the definition.",
    ),
    "definition.not_among": (
        "«\u00a0{value}\u00a0» n’est pas possible ici. Choisissez parmi\u00a0: {expected}.",
        "“{value}” is not possible here. Choose among: {expected}.",
    ),
    "definition.unknown_entry": (
        "cette entrée n’existe pas. Corrigez son nom ou retirez-la.",
        "there is no such entry. Correct its name or remove it.",
    ),
    "definition.wrong_name": (
        "«\u00a0{value}\u00a0» n’est pas un nom de colonne possible. Prenez des minuscules sans "
        "accent, des chiffres et «\u00a0_\u00a0», et un nom libre.",
        "“{value}” is not a possible column name. Use unaccented lower case, digits and “_”, "
        "and a free name.",
    ),
    "definition.wrong_sources": (
        "cette règle de colonne attend {expected} champ(s), pas {found}. Corrigez «\u00a0sources"
        "\u00a0».",
        "this column rule takes {expected} field(s), not {found}. Correct “sources”.",
    ),
    "definition.wrong_column": (
        "«\u00a0{value}\u00a0» n’est pas une colonne utilisable ici du fait «\u00a0{fact}\u00a0». "
        "Colonnes possibles\u00a0: {expected}.",
        "“{value}” is not a column of the fact “{fact}” usable here. Possible columns: {expected}.",
    ),
    "definition.unprotected": (
        "un indicateur sur le fait «\u00a0{fact}\u00a0», où il y a des personnes ou des "
        "entreprises, ne peut pas être sans protection. Écrivez «\u00a0persons\u00a0» ou "
        "«\u00a0business\u00a0».",
        "a metric on the fact “{fact}”, which holds persons or businesses, cannot go without "
        "protection. Write “persons” or “business”.",
    ),
    "definition.nothing_to_protect": (
        "le fait «\u00a0{fact}\u00a0» ne compte ni personne ni entreprise\u00a0: écrivez la "
        "protection «\u00a0none\u00a0».",
        "the fact “{fact}” counts neither persons nor businesses: write the protection “none”.",
    ),
    "definition.wrong_interval": (
        "l’intervalle «\u00a0{value}\u00a0» ne va pas avec la mesure «\u00a0{kind}\u00a0». "
        "Possibles\u00a0: {expected}.",
        "the interval “{value}” does not go with the measure “{kind}”. Possible: {expected}.",
    ),
    "definition.wrong_quantile": (
        "le quantile doit être strictement entre 0 et 1.",
        "the quantile must lie strictly between 0 and 1.",
    ),
    "metric.unknown": (
        "aucun indicateur ne s’appelle «\u00a0{name}\u00a0».{nearest} «\u00a0parvis metric list"
        "\u00a0» les donne tous.",
        "no metric is called “{name}”.{nearest_en} “parvis metric list” gives them all.",
    ),
    "metric.unknown_dimension": (
        "l’indicateur «\u00a0{metric}\u00a0» ne se ventile pas par «\u00a0{name}\u00a0».{nearest} "
        "Possibles\u00a0: {expected}.",
        "the metric “{metric}” cannot be broken down by “{name}”.{nearest_en} Possible: "
        "{expected}.",
    ),
    "metric.no_data": (
        "la publication {release} ne contient rien pour l’indicateur «\u00a0{metric}\u00a0» et la "
        "collectivité {authority}. Chargez un fichier puis publiez.",
        "release {release} holds nothing for the metric “{metric}” and the authority "
        "{authority}. Load a file, then publish.",
    ),
    "period.unreadable": (
        "«\u00a0{text}\u00a0» n’est pas une période. Écrivez 2024, 2024-S1, 2024-T3, 2024-09, "
        "2024-09-15 ou l’année scolaire 2024/2025.",
        "“{text}” is not a period. Write 2024, 2024-S1, 2024-T3, 2024-09, 2024-09-15 or the "
        "school year 2024/2025.",
    ),
}
