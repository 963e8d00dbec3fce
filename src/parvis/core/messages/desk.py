"""Refusals about the desk, its channels and its files: French, then English."""

MESSAGES: dict[str, tuple[str, str]] = {
    "desk.category": (
        "« {code} » n’est pas un motif de ce guichet. Ceux qui existent : {known}.",
        "“{code}” is not a category of this desk. Those that exist: {known}.",
    ),
    "desk.team": (
        "« {code} » n’est pas une équipe de ce guichet. Celles qui existent : {known}.",
        "“{code}” is not a team of this desk. Those that exist: {known}.",
    ),
    "desk.share": (
        "« {value} » n’est pas une part du délai. Écrivez un nombre entre 0 et 1, comme 0.8.",
        "“{value}” is not a share of the delay. Write a number between 0 and 1, such as 0.8.",
    ),
    "desk.promise": (
        "un délai promis se compte en heures ou en jours ouvrés : 14h ou 10wd.",
        "a promised delay is counted in working hours or days: 14h or 10wd.",
    ),
    "tracking.code": (
        "ce code de suivi n’existe pas : il a onze signes, comme 7KQF-3M9X-P2W. Relisez-le.",
        "this tracking code does not exist: it has eleven signs, like 7KQF-3M9X-P2W. Read it "
        "again.",
    ),
    "request.empty": (
        "dites ce que vous demandez : le texte est vide.",
        "say what you ask for: the text is empty.",
    ),
    "request.too_long": (
        "ce texte est trop long : {limit} signes au plus. Joignez un document.",
        "this text is too long: {limit} signs at most. Join a document.",
    ),
    "attachment.too_large": (
        "ce fichier dépasse {limit} Mo. Envoyez une photo moins grande ou un document découpé.",
        "this file is larger than {limit} MB. Send a smaller photo or split the document.",
    ),
    "attachment.kind": (
        "ce fichier n’est ni une photo (JPEG, PNG, WebP, GIF) ni un document (PDF, DOCX, ODT). "
        "Enregistrez-le sous l’une de ces formes.",
        "this file is neither a photo (JPEG, PNG, WebP, GIF) nor a document (PDF, DOCX, ODT). "
        "Save it in one of these forms.",
    ),
    "attachment.too_many_pixels": (
        "cette image a trop de points pour être ouverte sans danger. Réduisez-la.",
        "this picture has too many pixels to be opened safely. Make it smaller.",
    ),
    "attachment.virus": (
        "l’antivirus a reconnu un virus : ce fichier n’a pas été gardé.",
        "the antivirus found a virus: this file was not kept.",
    ),
    "attachment.no_room": (
        "la place manque pour garder ce fichier, rien n’a été perdu d’autre. Prévenez "
        "l’informatique, puis recommencez.",
        "there is no room to keep this file, nothing else was lost. Tell the technicians, then "
        "start again.",
    ),
}
