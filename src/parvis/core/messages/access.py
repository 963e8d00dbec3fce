"""Refusals: access. Each rule gives its sentence in French, then in English."""

MESSAGES: dict[str, tuple[str, str]] = {
    "authority.exists": (
        "la collectivité {code} existe déjà dans cette maison.",
        "authority {code} exists already in this home.",
    ),
    "account.exists": (
        "un compte existe déjà pour {email}. Donnez-lui un rôle au lieu d’en ouvrir un autre.",
        "an account exists already for {email}. Give it a role instead of opening another.",
    ),
    "account.email": (
        "« {email} » n’est pas une adresse électronique. Corrigez-la.",
        "“{email}” is not an e-mail address. Correct it.",
    ),
    "account.unknown": (
        "aucun compte n’a l’adresse {email}. « parvis account list » dit lesquels existent.",
        "no account has the address {email}. “parvis account list” says which exist.",
    ),
    "account.password": (
        "ce mot de passe ne convient pas. {why}",
        "this password will not do. {why}",
    ),
    "account.own": (
        "vous ne pouvez pas fermer votre propre compte ni vous retirer un rôle. "
        "Demandez à un autre responsable des comptes.",
        "you cannot close your own account nor withdraw your own role. "
        "Ask another manager of accounts.",
    ),
    "account.last_manager": (
        "il ne resterait personne pour gérer les comptes. Donnez d’abord ce rôle à quelqu’un.",
        "nobody would be left to manage the accounts. Give someone that role first.",
    ),
    "role.held": (
        "ce compte a déjà ce rôle.",
        "this account holds this role already.",
    ),
    "role.sector": (
        "le rôle « {role} » ne va pas avec ce secteur : un agent ou un responsable en a un, "
        "les autres n’en ont pas.",
        "role “{role}” does not go with this sector: an agent or a head of service has one, "
        "the others have none.",
    ),
    "team.too_long": (
        "ce fichier est trop grand pour une équipe. Donnez une ligne par personne et par rôle.",
        "this file is too large for a team. Give one line per person and role.",
    ),
    "team.columns": (
        "il manque des colonnes : {missing}. La première ligne nomme courriel, nom, role, secteur.",
        "columns are missing: {missing}. The first line names courriel, nom, role, secteur.",
    ),
    "team.empty": (
        "ce fichier n’a aucune ligne sous son en-tête. Donnez une ligne par personne et par rôle.",
        "this file has no line under its header. Give one line per person and role.",
    ),
    "team.unknown": (
        "« {value} » n’est pas connu ; on peut écrire : {known}.",
        "“{value}” is not known; one may write: {known}.",
    ),
    "job.unknown": (
        "la tâche « {name} » n’existe plus dans cette version de Parvis. Relancez-la "
        "depuis l’écran d’où elle venait.",
        "job “{name}” no longer exists in this version of Parvis. Start it again from the "
        "screen it came from.",
    ),
    "job.not_allowed": (
        "vous n’avez plus le droit de faire cela. Demandez-le au responsable des comptes.",
        "you may no longer do this. Ask the manager of accounts.",
    ),
    "job.failed": (
        "une panne a empêché ce travail, rien n’a été fait à moitié. Recommencez, puis prévenez "
        "l’informatique si cela se répète.",
        "a failure prevented this work, nothing was half done. Start again, then tell the "
        "technicians if it happens twice.",
    ),
    "job.interrupted": (
        "ce travail a été interrompu par un arrêt de Parvis, rien n’a été fait à moitié. "
        "Recommencez.",
        "this work was interrupted when Parvis stopped, nothing was half done. Start again.",
    ),
}
