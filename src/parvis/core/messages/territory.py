"""Refusals about territories and official statistics: French, then English."""

MESSAGES: dict[str, tuple[str, str]] = {
    "territory.department": (
        "{code} est le code d’un département, pas d’une commune. Donnez le code Insee de la "
        "commune, à cinq caractères.",
        "{code} is the code of a département, not of a commune. Give the INSEE code of the "
        "commune, five characters.",
    ),
    "territory.district": (
        "{code} est un arrondissement de {name}. Donnez le code de la commune, {city}.",
        "{code} is an arrondissement of {name}. Give the code of the commune, {city}.",
    ),
    "territory.shape": (
        "«\u00a0{code}\u00a0» n’est pas un code de commune. Un code Insee a cinq caractères, "
        "comme 41269, 2A004 ou 97411.",
        "“{code}” is not a commune code. An INSEE code has five characters, such as 41269, 2A004 "
        "or 97411.",
    ),
    "territory.zero_lost": (
        "«\u00a0{code}\u00a0» a perdu son premier zéro\u00a0: reprenez avec le code 0{code}.",
        "“{code}” has lost its first zero: start again with the code 0{code}.",
    ),
    "territory.peers": (
        "il faut entre 1 et {most} communes comparables, pas {k}.",
        "take between 1 and {most} comparable communes, not {k}.",
    ),
    "territory.siren": (
        "«\u00a0{code}\u00a0» n’est pas un SIREN\u00a0: neuf chiffres, dont le dernier est une "
        "clé. Vérifiez-le dans le répertoire Sirene.",
        "“{code}” is not a SIREN: nine digits, the last of which is a key. Check it in the Sirene "
        "register.",
    ),
    "territory.no_epci": (
        "aucune commune n’appartient à l’intercommunalité {code} dans les statistiques de cette "
        "maison. Vérifiez le SIREN, ou faites entrer une table d’appartenance plus récente avec "
        "«\u00a0parvis town data\u00a0».",
        "no commune belongs to the intercommunality {code} in the statistics of this home. Check "
        "the SIREN, or bring in a more recent table of communes with “parvis town data”.",
    ),
    "territory.epci_not_shipped": (
        "les communes de l’intercommunalité {code} ne sont pas livrées avec Parvis. Faites d’abord "
        "entrer la table d’appartenance des communes avec «\u00a0parvis town data\u00a0».",
        "the communes of the intercommunality {code} are not shipped with Parvis. First bring in "
        "the table of communes with “parvis town data”.",
    ),
    "territory.members_of_commune": (
        "--members va avec le SIREN d’une intercommunalité, et {code} désigne une commune.",
        "--members goes with the SIREN of an intercommunality, and {code} is a commune.",
    ),
    "territory.ccas_of_epci": (
        "--ccas va avec le code Insee d’une commune, et {code} désigne une intercommunalité.",
        "--ccas goes with the INSEE code of a commune, and {code} is an intercommunality.",
    ),
    "territory.merged": (
        "la commune {code} n’existe plus\u00a0: elle fait partie de {name} ({heir}). Reprenez "
        "avec le code {heir}.",
        "the commune {code} no longer exists: it is part of {name} ({heir}). Start again with "
        "the code {heir}.",
    ),
    "territory.unknown": (
        "aucune commune ne porte le code {code} dans les statistiques de cette maison. Vérifiez "
        "le code, ou faites entrer des fichiers plus récents avec «\u00a0parvis town data\u00a0».",
        "no commune bears the code {code} in the statistics of this home. Check the code, or "
        "bring in more recent files with “parvis town data”.",
    ),
    "territory.not_shipped": (
        "la commune {code} n’est pas dans la petite table livrée avec Parvis. Faites d’abord "
        "entrer les statistiques officielles avec «\u00a0parvis town data\u00a0».",
        "the commune {code} is not in the small table shipped with Parvis. First bring in the "
        "official statistics with “parvis town data”.",
    ),
    "territory.no_folder": (
        "ce dossier n’existe pas. Donnez le dossier où sont les fichiers officiels.",
        "there is no such folder. Give the folder that holds the official files.",
    ),
    "territory.nothing_known": (
        "aucun fichier de ce dossier n’est une statistique officielle connue. La liste est dans "
        "la documentation des territoires.",
        "no file of this folder is a known official statistic. The list is in the documentation "
        "of territories.",
    ),
    "territory.unreachable": (
        "cette adresse ne répond pas ({detail}). Réessayez, ou téléchargez le fichier ailleurs et "
        "donnez son dossier avec --from.",
        "this address does not answer ({detail}). Try again, or download the file elsewhere and "
        "give its folder with --from.",
    ),
    "territory.short_download": (
        "le téléchargement s’est arrêté à {received} octets sur {expected}. Recommencez.",
        "the download stopped at {received} bytes out of {expected}. Start again.",
    ),
    "territory.truncated": (
        "ce fichier est tronqué ou abîmé. Téléchargez-le de nouveau.",
        "this file is cut short or damaged. Download it again.",
    ),
    "territory.other_vintage": (
        "ce fichier ressemble à «\u00a0{title}\u00a0», mais d’un autre millésime que "
        "{vintage}\u00a0: il manque {missing}, il y a {unknown}. Prenez le millésime {vintage}, ou "
        "décrivez celui-ci dans une définition.",
        "this file looks like “{title}”, but of another vintage than {vintage}: {missing} is "
        "missing, {unknown} is there. Take the vintage {vintage}, or describe this one in a "
        "definition.",
    ),
    "territory.other_layout": (
        "ce fichier ressemble à «\u00a0{title}\u00a0» ({vintage}), mais des colonnes ont "
        "changé\u00a0: il manque {missing}, il y a {unknown}. Reprenez le fichier du producteur "
        "tel quel.",
        "this file looks like “{title}” ({vintage}), but columns have changed: {missing} is "
        "missing, {unknown} is there. Take the producer's file as it is.",
    ),
    "territory.wrong_key": (
        "«\u00a0{value}\u00a0» n’est pas un code de ce niveau géographique. Reprenez le fichier du "
        "producteur tel quel.",
        "“{value}” is not a code of this geographic level. Take the producer's file as it is.",
    ),
    "territory.iris_without_commune": (
        "l’IRIS «\u00a0{code}\u00a0» n’appartient à aucune commune connue. Faites entrer une table "
        "d’appartenance de la même année.",
        "the IRIS “{code}” belongs to no known commune. Bring in a table of communes of the same "
        "year.",
    ),
    "territory.twice": (
        "le code {value} est là deux fois. Reprenez le fichier du producteur tel quel.",
        "the code {value} is there twice. Take the producer's file as it is.",
    ),
    "territory.wrong_value": (
        "«\u00a0{value}\u00a0», pour {code}, n’est ni un nombre ni une marque connue (s, ns, nd, "
        "so). Reprenez le fichier du producteur tel quel.",
        "“{value}”, for {code}, is neither a number nor a known mark (s, ns, nd, so). Take the "
        "producer's file as it is.",
    ),
    "territory.no_structure": (
        "la population et la superficie des communes manquent. Faites entrer le comparateur de "
        "territoires avec «\u00a0parvis town data\u00a0».",
        "the population and the area of communes are missing. Bring in the comparator of "
        "territories with “parvis town data”.",
    ),
    "territory.no_communes": (
        "la liste des communes manque. Faites entrer la table d’appartenance des communes ou le "
        "code officiel géographique avec «\u00a0parvis town data\u00a0».",
        "the list of communes is missing. Bring in the table of communes or the official "
        "geographic code with “parvis town data”.",
    ),
    "territory.manifest": (
        "la liste des statistiques gardées est abîmée. Supprimez-la, puis relancez «\u00a0parvis "
        "town data\u00a0».",
        "the list of the statistics kept is damaged. Delete it, then run “parvis town data” again.",
    ),
}
