"""Refusals of the tables made from microdata: French, then English."""

MESSAGES: dict[str, tuple[str, str]] = {
    "disclose.not_toml": (
        "ce fichier n’est pas du TOML lisible ({detail}). Corrigez-le.",
        "this file is not readable TOML ({detail}). Correct it.",
    ),
    "disclose.no_table": (
        "aucune table n’est demandée. Ajoutez un bloc [[table]] avec name et dimensions.",
        "no table is asked for. Add a block [[table]] with name and dimensions.",
    ),
    "disclose.name": (
        "« {name} » ne peut pas nommer un fichier. Prenez des lettres, des chiffres, - et _.",
        "“{name}” cannot name a file. Use letters, digits, - and _.",
    ),
    "disclose.name_twice": (
        "deux tables s’appellent « {name} ». Renommez l’une des deux.",
        "two tables are called “{name}”. Rename one of them.",
    ),
    "disclose.dimension_twice": (
        "la table « {name} » nomme deux fois la même dimension. Retirez-en une.",
        "the table “{name}” names a dimension twice. Remove one.",
    ),
    "disclose.column": (
        "« {name} » n’est pas une colonne de {file}. Colonnes : {found}.",
        "“{name}” is not a column of {file}. Columns: {found}.",
    ),
    "disclose.nobody": (
        "ce fichier a un en-tête et aucune ligne. Donnez-en un avec une ligne par personne.",
        "this file has a header and no line. Give one with a line per person.",
    ),
    "disclose.star": (
        "la valeur « * » désigne un total dans les tables publiées. Remplacez-la.",
        "the value “*” stands for a total in what is published. Replace it.",
    ),
    "disclose.no_person": (
        "cette ligne ne dit pas de quelle personne elle parle. Remplissez la colonne, ou retirez "
        "l’entrée person du fichier des tables si chaque ligne est une personne.",
        "this line does not say which person it is about. Fill the column, or remove the entry "
        "person from the file of tables if each line is one person.",
    ),
    "disclose.not_nested": (
        "« {value} » est dans deux valeurs de {coarser} : ces colonnes ne s’emboîtent pas. "
        "Corrigez la ligne ou retirez la hiérarchie.",
        "“{value}” lies in two values of {coarser}: these columns do not nest. Correct the line or "
        "remove the hierarchy.",
    ),
    "disclose.too_many": (
        "ces tables auraient {cells} cases, plus que {most}. Retirez une dimension ou regroupez "
        "ses valeurs.",
        "these tables would have {cells} cells, more than {most}. Remove a dimension or group its "
        "values.",
    ),
    "survival.backwards": (
        "la fin {end} précède l’ouverture {start}. Corrigez l’une des deux.",
        "the end {end} precedes the opening {start}. Correct one of them.",
    ),
    "survival.mixed": (
        "« {value} » a un décalage horaire et d’autres n’en ont pas, ou l’inverse. Écrivez-les "
        "tous de la même façon.",
        "“{value}” has a time offset and others have none, or the reverse. Write them all the same "
        "way.",
    ),
    "survival.nothing": (
        "aucun cas n’est ouvert à cet instant. Donnez un autre --as-of.",
        "no case is open at that instant. Give another --as-of.",
    ),
}
