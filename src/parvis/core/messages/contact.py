"""Refusals about writing to residents and acting for them: French, then English."""

MESSAGES: dict[str, tuple[str, str]] = {
    "contact.no_consent": (
        "cette personne n’a pas accepté cet usage de cette source. Rien ne lui est écrit.",
        "this person did not agree to this use of this source. Nothing is written to them.",
    ),
    "contact.too_often": (
        "cette personne reçoit au plus {most} messages par mois, et ils sont partis. Attendez, ou "
        "répondez à ses demandes : ces réponses ne comptent pas.",
        "this person receives at most {most} messages a month, and they went. Wait, or answer "
        "their requests: these answers do not count.",
    ),
    "contact.device": (
        "cet appareil n’a pas donné de quoi le prévenir. Autorisez les notifications, puis "
        "recommencez.",
        "this device did not give what is needed to notify it. Allow notifications, then try "
        "again.",
    ),
    "contact.phone": (
        "« {value} » n’est pas un numéro de téléphone. Écrivez-le en entier, par exemple "
        "06 12 34 56 78.",
        "“{value}” is no telephone number. Write it in full, for example 06 12 34 56 78.",
    ),
    "contact.stale": (
        "ce lien ne vaut plus. Vos choix se changent aussi dans « Mes données ».",
        "this link is no longer valid. Your choices are also in “My data”.",
    ),
    "appointment.past": (
        "ce rendez-vous est déjà passé. Donnez une date et une heure à venir.",
        "this appointment is already past. Give a date and an hour to come.",
    ),
    "appointment.when": (
        "« {value} » n’est pas une date et une heure. Choisissez-les dans le champ.",
        "“{value}” is no date and hour. Choose them in the field.",
    ),
    "body.siret": (
        "« {value} » n’est pas un SIRET. Il a 14 chiffres : il est sur vos factures et sur "
        "annuaire-entreprises.data.gouv.fr.",
        "“{value}” is no SIRET. It has 14 digits: it is on your invoices and on "
        "annuaire-entreprises.data.gouv.fr.",
    ),
    "body.siret_key": (
        "« {value} » a bien 14 chiffres, mais l’un d’eux est faux : la clé ne tombe pas juste. "
        "Comparez avec une facture.",
        "“{value}” does have 14 digits, but one is wrong: the key does not fit. Compare with an "
        "invoice.",
    ),
    "body.rna": (
        "« {value} » n’est ni un numéro RNA (W et neuf chiffres, sur le récépissé de la "
        "préfecture) ni un SIRET.",
        "“{value}” is neither an RNA number (W and nine digits, on the prefecture's receipt) nor "
        "a SIRET.",
    ),
    "body.name": (
        "dites comment l’appeler.",
        "say how to call it.",
    ),
    "body.born": (
        "la date de naissance est à donner en jour, mois, année, et dans le passé.",
        "the date of birth is a day, a month and a year, in the past.",
    ),
    "body.known": (
        "cela figure déjà dans votre compte.",
        "this is already in your account.",
    ),
    "parent.self": (
        "c’est votre adresse. Écrivez celle de l’autre parent.",
        "this is your own address. Write that of the other parent.",
    ),
    "parent.asked": (
        "cette personne est déjà invitée pour cet enfant. Attendez sa réponse, ou mettez fin à "
        "l’invitation.",
        "this person is already invited for this child. Wait for an answer, or end the invitation.",
    ),
    "parent.other_child": (
        "ce n’est pas l’enfant de l’invitation. Le prénom et la date de naissance doivent être "
        "ceux que l’autre parent a donnés : vérifiez-les ensemble.",
        "this is not the child of the invitation. First name and date of birth must be those "
        "that the other parent gave: check them together.",
    ),
    "power.self": (
        "on ne se donne pas de mandat à soi-même. Écrivez l’adresse de qui vous aide.",
        "one gives no power to oneself. Write the address of who helps you.",
    ),
    "power.until": (
        "un mandat dure un an au plus et finit dans l’avenir. Choisissez un autre jour.",
        "a power lasts a year at most and ends in the future. Choose another day.",
    ),
    "power.themes": (
        "choisissez au moins un sujet sur lequel on vous aide.",
        "choose at least one subject on which you are helped.",
    ),
    "power.not_yours": (
        "ce mandat ne permet pas cette démarche. Demandez à la personne de l’étendre.",
        "this power does not allow this demarche. Ask the person to extend it.",
    ),
}
