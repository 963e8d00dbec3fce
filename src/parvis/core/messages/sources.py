"""Refusals about sources, deliveries, quarantine and lines: French, then English."""

MESSAGES: dict[str, tuple[str, str]] = {
    "delivery.original_gone": (
        "le fichier d’origine n’est plus gardé\u00a0: une personne en a été effacée, ou sa durée"
        " de conservation est passée.",
        "the original file is no longer kept: a person was erased from it, or its time is over.",
    ),
    "token.unknown": (
        "ce jeton n’ouvre rien. Demandez-en un autre au service qui reçoit vos fichiers.",
        "this token opens nothing. Ask the service that receives your files for another.",
    ),
    "token.no_label": (
        "dites quelle application se servira de ce jeton.",
        "say which application will use this token.",
    ),
    "load.sector": (
        "ce fichier relève du secteur «\u00a0{sector}\u00a0», où vous ne pouvez rien déposer. "
        "Confiez-le à un agent de ce secteur.",
        "this file belongs to the sector “{sector}”, where you may not load anything. "
        "Give it to an agent of that sector.",
    ),
    "load.report_unwritable": (
        "le rapport ne peut pas être écrit ici ({detail}). Rien n’a été chargé\u00a0: donnez un "
        "autre endroit avec --report.",
        "the report cannot be written here ({detail}). Nothing was loaded: give another place "
        "with --report.",
    ),
    "load.in_progress": (
        "ce fichier est déjà en cours de chargement. Attendez la fin de ce chargement.",
        "this file is already being loaded. Wait until that load ends.",
    ),
    "upload.too_large": (
        "ce fichier dépasse {limit} Mo, le plus que cet écran reçoit. "
        "Chargez-le sur le serveur avec «\u00a0parvis load\u00a0».",
        "this file exceeds {limit} MB, the most this screen receives. "
        "Load it on the server with “parvis load”.",
    ),
    "delivery.not_kept": (
        "cette livraison n’est pas chargée\u202f; cette action ne s’y applique pas.",
        "this delivery is not loaded; this action does not apply to it.",
    ),
    "quarantine.closed": (
        "les lignes à corriger de cette livraison ont déjà été traitées. "
        "Ouvrez la livraison qui les corrige.",
        "the rows to correct of this delivery were already dealt with. "
        "Open the delivery that corrects them.",
    ),
    "quarantine.unchanged": (
        "aucune valeur n’a été corrigée. Saisissez au moins une correction, "
        "ou téléchargez les lignes pour les corriger dans un tableur.",
        "no value was corrected. Enter at least one correction, "
        "or download the rows and correct them in a spreadsheet.",
    ),
    "quarantine.already_there": (
        "ces mêmes lignes corrigées sont déjà chargées par cette livraison. "
        "Abandonnez celles-ci, elles ne manquent pas.",
        "these very corrected rows are already loaded by this delivery. "
        "Give these up, nothing is missing.",
    ),
    "quarantine.other_contract": (
        "ce fichier suit le contrat «\u00a0{found}\u00a0», alors que les lignes à corriger suivent "
        "«\u00a0{expected}\u00a0». Déposez-le comme un fichier ordinaire.",
        "this file follows the contract “{found}”, while the rows to correct follow "
        "“{expected}”. Load it as an ordinary file.",
    ),
    "release.others": (
        "cette publication contient les chiffres d’autres collectivités, où vous ne pouvez pas "
        "publier. Demandez-le à qui administre la maison.",
        "this release holds figures of other authorities, where you may not publish. "
        "Ask whoever runs this home.",
    ),
    "lines.no_such_line": (
        "ce fichier n’a pas de ligne {line}. Vérifiez le numéro.",
        "this file has no line {line}. Check the number.",
    ),
}
