"""Refusals of a file of people: French, then English."""

MESSAGES: dict[str, tuple[str, str]] = {
    "people.not_an_address_base": (
        "ce fichier n’est pas une base d’adresses\u00a0: il y faut les colonnes nom_voie et"
        " code_postal, séparées par des points-virgules. Prenez l’export de la Base Adresse"
        " Nationale de la commune, ou retirez le fichier du dossier addresses.",
        "this file is no address base: it needs the columns nom_voie and code_postal, separated by"
        " semicolons. Take the commune's export of the Base Adresse Nationale, or remove the file"
        " from the folder addresses.",
    ),
    "people.no_columns": (
        "aucune colonne de personne n’est reconnue parmi\u00a0: {columns}."
        " Donnez leur rôle dans un fichier (--spec).",
        "no column of people is recognised among: {columns}. Give their roles in a file (--spec).",
    ),
    "people.no_names": (
        "aucun nom ni prénom n’est renseigné. Sans nom, rien ne dit qui est la même personne"
        "\u00a0: complétez le fichier, ou donnez la bonne colonne (--spec).",
        "no name is given in any row. Without names nothing says who is the same person:"
        " complete the file, or give the right column (--spec).",
    ),
    "people.nothing_varies": (
        "les {rows} lignes disent toutes la même chose de leurs personnes. Rien ne permet de les"
        " distinguer ni de les réunir\u00a0: refaites l’export.",
        "the {rows} rows all say the same of their persons. Nothing tells them apart nor joins"
        " them: export the file again.",
    ),
    "people.one_field": (
        "une seule donnée varie d’une ligne à l’autre ({field}). Il en faut au moins deux, dont"
        " un nom, pour reconnaître une personne.",
        "a single piece of data varies between rows ({field}). Recognising a person takes at least"
        " two, one of them a name.",
    ),
    "people.untrained_level": (
        "le modèle n’a rien appris du niveau «\u00a0{level}\u00a0» ({field})\u00a0: rien n’est"
        " réuni. Refaites l’export, ou laissez cette colonne de côté (--spec).",
        "the model learnt nothing of level “{level}” ({field}): nothing is put together. Export the"
        " file again, or leave that column out (--spec).",
    ),
    "people.identifier_repeated": (
        "l’identifiant {value} nomme plusieurs lignes. Chaque ligne doit avoir le sien.",
        "identifier {value} names several rows. Each row must have its own.",
    ),
    "people.identifier_missing": (
        "cette ligne n’a pas d’identifiant. Complétez-la, ou retirez la colonne.",
        "this row has no identifier. Complete it, or remove the column.",
    ),
    "people.ragged": (
        "cette ligne a {cells} cellules au lieu de {expected}. Corrigez-la et recommencez.",
        "this row has {cells} cells instead of {expected}. Correct it and try again.",
    ),
    "people.spec_shape": (
        "ce fichier doit avoir une table [columns] qui donne une colonne à chaque rôle, et rien"
        " d’autre.",
        "this file must have one table [columns] that gives a column to each role, and no other.",
    ),
    "people.spec_role": (
        "le rôle {role} n’existe pas. Rôles connus\u00a0: {known}.",
        "role {role} does not exist. Known roles: {known}.",
    ),
    "people.spec_column": (
        "la colonne {column} n’est pas dans le fichier. Colonnes lues\u00a0: {known}.",
        "column {column} is not in the file. Columns read: {known}.",
    ),
    "people.sector_says_little": (
        "les fichiers du secteur disent trop peu des personnes pour les rapprocher. Chaque fiche"
        " compte pour une personne.",
        "the files of the sector say too little of persons to link them. Each record counts as one"
        " person.",
    ),
    "people.rulings_contradict": (
        "cette décision contredit celles déjà prises sur ces fiches. Revenez d’abord sur l’une"
        " d’elles.",
        "this ruling contradicts those already given on these records. Take one of them back"
        " first.",
    ),
    "people.already_undone": (
        "ce changement est déjà annulé.",
        "this change is undone already.",
    ),
    "people.nothing_to_undo": (
        "les fiches de ce changement ne sont plus là : il n’y a rien à annuler.",
        "the records of this change are no longer there: there is nothing to undo.",
    ),
    "people.key_of_another_epoch": (
        "{file} n’est pas la clé des pseudonymes en usage (époque {expected}, trouvée"
        " : {found}). Remettez la bonne clé, ou demandez au délégué à la protection des"
        " données d’en changer.",
        "{file} is not the pseudonym key in use (epoch {expected}, found: {found}). Put the right"
        " key back, or ask the data protection officer to change it.",
    ),
    "people.search_too_wide": (
        "donnez au moins deux données de la personne\u00a0: son nom et sa date de naissance, par"
        " exemple.",
        "give at least two pieces of data on the person: their name and date of birth, for"
        " instance.",
    ),
    "people.unknown_reference": (
        "aucune personne ne porte la référence {value}. Écrivez le contrat et le numéro"
        " (demo_mediatheque:C12), tels que la recherche les donne.",
        "no person bears reference {value}. Write the contract and the number"
        " (demo_mediatheque:C12), as the search gives them.",
    ),
    "purpose.twice": (
        "la finalité {purpose} est déclarée deux fois, ou porte un nom réservé.",
        "purpose {purpose} is declared twice, or bears a reserved name.",
    ),
    "purpose.unknown_source": (
        "la finalité {purpose} nomme la source {source}, qui n’a pas de contrat.",
        "purpose {purpose} names source {source}, which has no contract.",
    ),
    "purpose.sector_left_out": (
        "la finalité {purpose} lit la source {source} sans déclarer son secteur ({sector}).",
        "purpose {purpose} reads source {source} without declaring its sector ({sector}).",
    ),
    "purpose.one_sector": (
        "la finalité {purpose} nomme moins de deux secteurs\u00a0: elle ne joint rien.",
        "purpose {purpose} names fewer than two sectors: it joins nothing.",
    ),
    "purpose.simulation_sectors": (
        "la simulation {purpose} ne se fait que dans un secteur : nommez-en un seul.",
        "simulation {purpose} is made within one sector only: name one.",
    ),
    "purpose.no_source": (
        "la finalité {purpose} nomme moins de deux sources. Énumérez celles qu’elle lit.",
        "purpose {purpose} names fewer than two sources. List those it reads.",
    ),
    "purpose.dates": (
        "la finalité {purpose} doit être signée avant de commencer, et commencer avant de finir.",
        "purpose {purpose} must be signed before it starts, and start before it ends.",
    ),
    "purpose.empty": (
        "la finalité {purpose} laisse cette mention vide. Sans elle, rien n’est joint.",
        "purpose {purpose} leaves this entry empty. Without it nothing is joined.",
    ),
    "people.spec_twice": (
        "la colonne {column} reçoit deux rôles. Gardez-en un.",
        "column {column} is given two roles. Keep one.",
    ),
}
