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
    "desk.in_use": (
        "des demandes en cours ont le motif « {code} », absent de ce fichier. Gardez-le, ou "
        "changez d’abord leur motif.",
        "open requests have category “{code}”, absent from this file. Keep it, or change their "
        "category first.",
    ),
    "desk.template_word": (
        "un modèle ne connaît pas « {name} ». Il peut nommer : {known}.",
        "a template does not know “{name}”. It may name: {known}.",
    ),
    "merge.itself": (
        "une demande ne se réunit pas à elle-même, ni à une qui lui est déjà réunie.",
        "a request cannot be merged into itself, nor into one already merged into it.",
    ),
    "merge.which": (
        "aucune demande de vos secteurs n’a ce numéro. Vérifiez-le.",
        "no request of your sectors has this number. Check it.",
    ),
    "desk.unknown_action": (
        "cette action n’existe pas. Revenez à la page et recommencez.",
        "this action does not exist. Go back to the page and start again.",
    ),
    "desk.no_file": (
        "aucun fichier n’est choisi. Téléchargez la configuration, modifiez-la, choisissez-la.",
        "no file is chosen. Download the setup, change it, choose it.",
    ),
    "view.title": (
        "donnez un nom à cette vue.",
        "give this view a name.",
    ),
    "view.too_many": (
        "vous gardez déjà {most} vues. Oubliez-en une d’abord.",
        "you keep {most} views already. Forget one first.",
    ),
    "channel.address": (
        "« {url} » n’est pas une adresse en https d’un serveur du dehors. Corrigez-la.",
        "“{url}” is not an https address of an outside server. Correct it.",
    ),
    "relay.already": (
        "cette demande est déjà suivie ailleurs.",
        "this request is followed elsewhere already.",
    ),
    "relay.not_georeport": (
        "ce serveur ne répond pas comme GeoReport v2. Vérifiez son adresse : {endpoint}",
        "this server does not answer as GeoReport v2. Check its address: {endpoint}",
    ),
    "merge.sector": (
        "ces deux demandes ne relèvent pas du même secteur : liez-les dans chacun.",
        "these two requests are not of the same sector: link them within each.",
    ),
    "assignee.unknown": (
        "cette personne ne traite pas les demandes de ce secteur. Choisissez-en une autre.",
        "this person does not handle requests of this sector. Choose another.",
    ),
    "bulk.nothing": (
        "aucune demande n’est choisie. Cochez-en au moins une, ou deux pour les réunir.",
        "no request is chosen. Tick at least one, or two to merge them.",
    ),
    "satisfaction.not_closed": (
        "cette demande n’est pas close : votre avis vous sera demandé à ce moment.",
        "this request is not closed: you will be asked then.",
    ),
    "key.scope": (
        "« {scope} » n’est pas un droit possible d’une clé. Choisissez parmi : {expected}.",
        "“{scope}” is not a possible scope of a key. Choose among: {expected}.",
    ),
    "key.sector": (
        "« {sector} » n’est pas un secteur. Choisissez parmi : {expected}.",
        "“{sector}” is not a sector. Choose among: {expected}.",
    ),
    "key.nothing": (
        "cette clé n’ouvrirait rien. Choisissez au moins un droit, et un secteur s’il s’agit de "
        "demandes.",
        "this key would open nothing. Choose at least one scope, and a sector where requests are "
        "meant.",
    ),
    "key.action": (
        "« {action} » n’est pas une action. Choisissez parmi : {expected}.",
        "“{action}” is not an action. Choose among: {expected}.",
    ),
    "absence.own_deputy": (
        "personne ne se remplace soi-même. Choisissez une autre personne, ou aucune.",
        "nobody replaces themselves. Choose another person, or none.",
    ),
    "absence.twice": (
        "{who} est déjà noté absent ces jours-là. Retirez d’abord cette absence, ou changez les "
        "dates.",
        "{who} is already away on these days. Withdraw that absence first, or change the dates.",
    ),
    "absence.order": (
        "une absence ne finit pas avant de commencer. Corrigez l’une des deux dates.",
        "an absence does not end before it starts. Correct one of the two dates.",
    ),
    "undo.too_late": (
        "il n’y a plus rien à défaire : une action groupée se défait pendant dix minutes.",
        "there is nothing left to undo: a bulk action can be undone for ten minutes.",
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
