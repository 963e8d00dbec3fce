"""Refusals of messages to the people of the town: French, then English."""

MESSAGES: dict[str, tuple[str, str]] = {
    "outreach.no_source": (
        "le contrat « {contract} » n’est d’aucune source de la matrice des finalités : personne "
        "ne peut être choisi parmi ses lignes. Ajoutez-le à la matrice avec votre délégué à la "
        "protection des données.",
        "the contract “{contract}” is of no source of the matrix of purposes: nobody can be chosen "
        "among its rows. Add it to the matrix with your data protection officer.",
    ),
    "audience.too_many": (
        "{n} conditions sont trop : au plus {most}. Retirez-en.",
        "{n} conditions are too many: {most} at most. Remove some.",
    ),
    "audience.field": (
        "« {field} » n’est pas un champ de « {contract} ». Choisissez-en un autre.",
        "“{field}” is not a field of “{contract}”. Choose another.",
    ),
    "audience.type": (
        "« {field} » ne se compare pas ainsi ({test}). Choisissez un autre critère.",
        "“{field}” cannot be compared so ({test}). Choose another test.",
    ),
    "audience.value": (
        "« {value} » ne convient pas pour « {test} ». Donnez un nombre, ou un jour AAAA-MM-JJ "
        "depuis 1900.",
        "“{value}” does not suit “{test}”. Give a number, or a day YYYY-MM-DD since 1900.",
    ),
    "campaign.few_people": (
        "cette règle ne désigne que {n} personnes : rien n’est envoyé sous {fewest}. "
        "Élargissez-la.",
        "this rule names {n} people only: nothing is sent under {fewest}. Widen it.",
    ),
    "campaign.held_out": (
        "le groupe témoin va de 0 à {most} des personnes. Corrigez sa part.",
        "the control group goes from 0 to {most} of the people. Correct its share.",
    ),
    "campaign.right_withheld": (
        "ce message fait connaître un droit ou un danger : personne ne peut en être privé pour "
        "mesurer un effet. Mettez le groupe témoin à zéro.",
        "this message is about a right or a danger: nobody may be deprived of it to "
        "measure an effect. Set the control group to zero.",
    ),
    "audience.no_file": (
        "le fichier « {contract} » n’a pas été livré. Chargez-le, ou choisissez-en un autre.",
        "the file “{contract}” was not delivered. Load it, or choose another.",
    ),
    "audience.no_contact": (
        "« {contract} » ne dit pas où écrire ({medium}). Choisissez un autre canal ou un autre "
        "fichier.",
        "“{contract}” does not say where to write ({medium}). Choose another channel or file.",
    ),
    "campaign.refused": (
        "« {source} » : {because} ({legal}). Rien n’est envoyé.",
        "“{source}”: {because} ({legal}). Nothing is sent.",
    ),
    "campaign.law_changed": (
        "la réponse de la matrice n’est plus celle d’alors : {because} ({legal}). Refaites la "
        "campagne ; rien n’est envoyé.",
        "the matrix no longer answers as it did: {because} ({legal}). Make the campaign again; "
        "nothing is sent.",
    ),
    "campaign.shown_to_all": (
        "le canal « {channel} » ne va pas avec ce fichier : une tuile ou un affichage s’adresse à "
        "tous, sans donnée personnelle, sans condition ni groupe témoin ; tout autre canal part "
        "d’un fichier. Choisissez « Aucune donnée personnelle » pour les deux premiers, et pour "
        "eux seuls.",
        "the channel “{channel}” does not go with this file: a tile or a display is for "
        "everybody, without personal data, condition or control group; any other channel starts "
        "from a file. Choose “Aucune donnée personnelle” for the first two, and for them alone.",
    ),
    "campaign.untitled": (
        "une campagne a un titre et un objectif. Écrivez-les.",
        "a campaign has a title and a goal. Write them.",
    ),
    "campaign.no_words": (
        "le message est vide. Écrivez-le.",
        "the message is empty. Write it.",
    ),
    "campaign.too_long": (
        "le message dépasse {most} signes. Raccourcissez-le.",
        "the message is longer than {most} characters. Shorten it.",
    ),
    "campaign.window": (
        "la mesure dure de {least} à {most} jours. Corrigez sa durée.",
        "the measure lasts from {least} to {most} days. Correct its length.",
    ),
    "campaign.outcome": (
        "« {outcome} » ne numérote pas les mêmes personnes que « {contract} », ou n’est pas du "
        "même secteur : l’effet ne s’y lit pas. Choisissez un autre fichier de mesure.",
        "“{outcome}” does not number the same people as “{contract}”, or is of another sector: the "
        "effect cannot be read there. Choose another file to measure by.",
    ),
    "campaign.undated": (
        "« {outcome} » n’est daté par aucune colonne : on ne sait pas qui a agi après. Choisissez "
        "un autre fichier.",
        "no column dates “{outcome}”: nobody knows who acted afterwards. Choose another file.",
    ),
    "campaign.not_editable": (
        "cette campagne est {state} : elle ne se prépare plus. Faites-en une autre.",
        "this campaign is {state}: it can no longer be prepared. Make another.",
    ),
    "campaign.not_prepared": (
        "cette campagne est {state} : préparez son audience avant de la lancer.",
        "this campaign is {state}: prepare its audience before sending it.",
    ),
    "campaign.over": (
        "cette campagne est {state} : il n’y a plus rien à arrêter.",
        "this campaign is {state}: there is nothing left to stop.",
    ),
    "campaign.not_over": (
        "cette campagne est {state} : elle se mesure une fois finie.",
        "this campaign is {state}: it is measured once over.",
    ),
    "campaign.no_outcome": (
        "cette campagne n’a pas de fichier de mesure : son effet ne se lit pas.",
        "this campaign has no file to measure by: its effect cannot be read.",
    ),
    "campaign.too_early": (
        "la fenêtre de mesure s’achève le {end}. Attendez : un effet lu trop tôt trompe.",
        "the window of measure ends on {end}. Wait: an effect read too early misleads.",
    ),
    "campaign.broken": (
        "{n} des {controls} personnes du groupe témoin ont reçu un autre message du même objet : "
        "le tirage est rompu, aucun effet ne se conclut.",
        "{n} of the {controls} people of the control group got another message of the same "
        "purpose: the draw is broken, no effect can be concluded.",
    ),
    "campaign.no_sms": (
        "aucun fournisseur de SMS n’est réglé. Demandez à l’informatique, ou changez de canal.",
        "no provider of SMS is set. Ask the technicians, or change the channel.",
    ),
    "campaign.contact": (
        "« {contact} » n’est ni une adresse électronique ni un téléphone. Corrigez.",
        "“{contact}” is neither an e-mail address nor a telephone. Correct it.",
    ),
    "campaign.elsewhere": (
        "« {contract} » ne parle d’aucune campagne « {name} ». Choisissez-en une autre.",
        "“{contract}” tells of no campaign “{name}”. Choose another.",
    ),
    "action.untitled": (
        "une action a un titre, un objectif et une mesure. Écrivez-les.",
        "an action has a title, a goal and a measure. Write them.",
    ),
    "action.too_large": (
        "ce fichier dépasse deux millions d’octets. Ne gardez que les colonnes et périodes utiles.",
        "this file exceeds two million bytes. Keep only the useful columns and periods.",
    ),
    "action.columns": (
        "l’en-tête attendu est {expected}. Corrigez celui du fichier.",
        "the header should be {expected}. Correct that of the file.",
    ),
    "action.value": (
        "« {value} » n’est pas un nombre. Corrigez-le.",
        "“{value}” is not a number. Correct it.",
    ),
    "action.no_town": (
        "le fichier ne dit rien de la commune {town}. Ajoutez ses lignes.",
        "the file says nothing of the town {town}. Add its lines.",
    ),
    "action.hole": (
        "la commune {commune} n’a pas de valeur pour {period}. Complétez-la ou retirez-la.",
        "the town {commune} has no value for {period}. Complete it or remove it.",
    ),
    "action.since": (
        "« {since} » n’est pas une période du fichier, de {first} à {last}. Corrigez le début.",
        "“{since}” is not a period of the file, from {first} to {last}. Correct the beginning.",
    ),
}
