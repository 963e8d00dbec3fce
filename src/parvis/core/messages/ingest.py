"""Refusals of a municipal file: French, then English."""

MESSAGES: dict[str, tuple[str, str]] = {
    "file.missing": (
        "ce fichier n’existe pas ou n’est pas lisible. Vérifiez son nom et ses droits.",
        "this file does not exist or cannot be read. Check its name and its permissions.",
    ),
    "file.is_folder": (
        "c’est un dossier. Donnez un fichier.",
        "this is a folder. Give a file.",
    ),
    "file.empty": (
        "le fichier est vide. Refaites l’export.",
        "the file is empty. Export it again.",
    ),
    "file.no_rows": (
        "le fichier a un en-tête et aucune ligne. Refaites l’export.",
        "the file has a header and no row. Export it again.",
    ),
    "contract.exists": (
        "un contrat s’appelle déjà {contract}. Donnez un autre intitulé.",
        "a contract is already called {contract}. Give another title.",
    ),
    "contract.unsaid": (
        "il manque l’intitulé ou la base légale. Dites ce que c’est, et pourquoi la ville"
        " le tient.",
        "the title or the legal basis is missing. Say what it is, and why the town keeps it.",
    ),
    "contract.unsure": (
        "ce fichier ressemble à «\u00a0{title}\u00a0» ({share}), sans certitude. Si c’est bien lui,"
        " dites-le\u00a0: choisissez ce contrat dans la liste, ou --contract {contract}.",
        "this file looks like “{title}” ({share}), but not for sure. If it is, say so: choose that"
        " contract in the list, or --contract {contract}.",
    ),
    "file.nothing_kept": (
        "aucune des {count} lignes ne se lit comme « {title} » ; le plus souvent, {field}"
        " : {reason}. Vérifiez l’export, ou dites de quel fichier il s’agit.",
        "none of the {count} rows reads as “{title}”; most often, {field}: {reason}. Check the"
        " export, or say which file it is.",
    ),
    "file.disk_full": (
        "il n’y a plus assez de place sur le disque. Rien n’a été gardé"
        "\u00a0: libérez de la place et recommencez.",
        "there is not enough room left on the disk. Nothing was kept: free some and try again.",
    ),
    "file.too_heavy": (
        "ce fichier demande plus de mémoire que les {limit} permis. Retirez-en les colonnes"
        " inutiles, ou découpez-le.",
        "this file takes more memory than the {limit} allowed. Remove the columns nobody needs,"
        " or split it.",
    ),
    "file.changed": (
        "le fichier a changé pendant sa lecture. Attendez la fin de l’export et recommencez.",
        "the file changed while it was read. Wait for the export to end and try again.",
    ),
    "file.workbook": (
        "ce classeur n’est pas lu ({kind}). Enregistrez-le au format .xlsx ou .ods, sans mot"
        " de passe, et recommencez.",
        "this workbook is not read ({kind}). Save it as .xlsx or .ods, without a password,"
        " and try again.",
    ),
    "file.workbook_entities": (
        "ce classeur déclare des entités XML, ce qu’aucun tableur n’écrit, et n’est pas ouvert."
        " Enregistrez-le de nouveau depuis votre tableur.",
        "this workbook declares XML entities, which no spreadsheet writes, and is not opened."
        " Save it again from your spreadsheet.",
    ),
    "file.workbook_sheets": (
        "plusieurs feuilles se lisent\u00a0: {sheets}. Enregistrez dans un classeur à part celle"
        " qu’il faut charger.",
        "several sheets can be read: {sheets}. Save the one to load in a workbook of its own.",
    ),
    "file.workbook_macros": (
        "ce classeur contient des macros et n’est pas ouvert."
        " Enregistrez-le sans macros (.xlsx ou .ods) et recommencez.",
        "this workbook contains macros and is not opened. Save it without macros (.xlsx or .ods)"
        " and try again.",
    ),
    "file.kind": (
        "ce format n’est pas lu ({kind}). Donnez un fichier CSV, un classeur .xlsx ou .ods,"
        " NDJSON ou Parquet, seul ou dans un zip.",
        "this format is not read ({kind}). Give a CSV file, an .xlsx or .ods workbook, NDJSON or"
        " Parquet, alone or in a zip.",
    ),
    "file.truncated": (
        "le fichier est tronqué ou abîmé. Transférez-le de nouveau.",
        "the file is truncated or damaged. Transfer it again.",
    ),
    "file.truncated_text": (
        "le fichier s’arrête au milieu de cette ligne ({found} colonnes sur {expected},"
        " sans fin de ligne). Refaites l’export.",
        "the file stops in the middle of this line ({found} columns out of {expected},"
        " no end of line). Export it again.",
    ),
    "file.bomb": (
        "une fois décompressé le fichier dépasse {limit}. Vérifiez-le, ou découpez-le.",
        "once expanded the file exceeds {limit}. Check it, or split it.",
    ),
    "file.archive_members": (
        "l’archive contient {count} fichiers. Donnez une archive d’un seul fichier CSV.",
        "the archive holds {count} files. Give an archive of a single CSV file.",
    ),
    "file.archive_crowded": (
        "l’archive contient {count} fichiers, plus que les {limit} qu’une archive peut en avoir."
        " Partagez-la en plusieurs.",
        "the archive holds {count} files, more than the {limit} that one may have. Split it.",
    ),
    "file.archive_nested": (
        "l’archive contient une autre archive. Donnez une archive d’un seul fichier CSV.",
        "the archive holds another archive. Give an archive of a single CSV file.",
    ),
    "file.archive_path": (
        "l’archive contient un chemin interdit ({member}). Refaites-la avec le fichier seul.",
        "the archive holds a forbidden path ({member}). Make it again with the file alone.",
    ),
    "file.encrypted": (
        "l’archive est protégée par un mot de passe. Donnez le fichier sans protection.",
        "the archive is protected by a password. Give the file without protection.",
    ),
    "file.binary": (
        "ce n’est pas un fichier de texte. Exportez les données au format CSV.",
        "this is not a text file. Export the data as CSV.",
    ),
    "file.mixed_encoding": (
        "le fichier mélange deux codages de caractères (UTF-8 et un autre)."
        " Refaites l’export d’un seul tenant, en UTF-8.",
        "the file mixes two character encodings (UTF-8 and another one)."
        " Export it again in one piece, in UTF-8.",
    ),
    "file.line_too_long": (
        "cet enregistrement dépasse {limit}. Cherchez un guillemet ouvert et jamais fermé,"
        " ou refaites l’export.",
        "this record exceeds {limit}. Look for a quote that never closes, or export it again.",
    ),
    "file.unclosed_quote": (
        "un guillemet ouvert dans cet enregistrement n’est jamais fermé. Corrigez-le,"
        " ou refaites l’export.",
        "a quote opened in this record never closes. Correct it, or export it again.",
    ),
    "file.nested_columns": (
        "la colonne {column} contient des listes ou des structures. Exportez un tableau simple.",
        "column {column} holds lists or structures. Export a flat table.",
    ),
    "file.nir_column": (
        "la colonne {column} contient des numéros de sécurité sociale ({share} des valeurs)."
        " Rien n’a été gardé\u00a0: retirez cette colonne et recommencez.",
        "column {column} holds social security numbers ({share} of its values)."
        " Nothing was kept: remove this column and try again.",
    ),
    "contract.unknown": (
        "aucun contrat ne s’appelle {contract}. Contrats connus\u00a0: {known}.",
        "no contract is called {contract}. Known contracts: {known}.",
    ),
    "contract.unrecognised": (
        "aucun contrat ne correspond à ces colonnes\u00a0: {columns}."
        " Le plus proche est {nearest} ({title}), il y manque\u00a0: {missing}.",
        "no contract fits these columns: {columns}."
        " The nearest is {nearest} ({title}), it lacks: {missing}.",
    ),
    "contract.unlike": (
        "aucune de ces colonnes n’est celle d’un fichier connu\u00a0: {columns}."
        " Vérifiez que c’est le bon export\u202f; s’il est nouveau, il lui faut un contrat.",
        "none of these columns belongs to a known file: {columns}."
        " Check that this is the right export; a new one needs a contract.",
    ),
    "contract.missing_columns": (
        "le contrat {contract} attend des colonnes absentes\u00a0: {missing}."
        " Colonnes lues\u00a0: {columns}.",
        "contract {contract} expects columns that are absent: {missing}. Columns read: {columns}.",
    ),
    "contract.ambiguous": (
        "plusieurs contrats correspondent également\u00a0: {candidates}. Choisissez-en un"
        " (--contract).",
        "several contracts fit equally well: {candidates}. Choose one (--contract).",
    ),
    "contract.column_twice": (
        "deux colonnes portent le nom {column}. Renommez ou retirez l’une des deux.",
        "two columns are called {column}. Rename or remove one of them.",
    ),
}
