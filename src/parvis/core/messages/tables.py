"""Refusals about small tables read or written by a command: French, then English."""

MESSAGES: dict[str, tuple[str, str]] = {
    "table.columns": (
        "il manque {missing} dans l’en-tête, qui donne : {found}. Ajoutez-le.",
        "the header lacks {missing}; it gives: {found}. Add it.",
    ),
    "table.width": (
        "cette ligne a {found} colonnes, l’en-tête {expected}. Corrigez la ligne.",
        "this line has {found} columns, the header {expected}. Correct the line.",
    ),
    "table.unwritable": (
        "ce fichier ne peut pas être écrit ({detail}). Donnez un autre endroit avec --out.",
        "this file cannot be written ({detail}). Give another place with --out.",
    ),
    "table.column_twice": (
        "la colonne {name} est là deux fois. Renommez l’une des deux.",
        "the column {name} is there twice. Rename one of the two.",
    ),
}
