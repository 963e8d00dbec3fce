"""Refusals about prices, places and attendance to come: French, then English."""

MESSAGES: dict[str, tuple[str, str]] = {
    "tariff.condition": (
        "« {value} » n’est pas une condition. Écrivez true, false, un nombre, un mot, une liste, "
        '">=2" ou "missing".',
        "“{value}” is not a condition. Write true, false, a number, a word, a list, "
        '">=2" or "missing".',
    ),
    "tariff.no_grid": (
        "ce tarif n’a aucune grille. Ajoutez [[grid]] avec sa date d’effet.",
        "this tariff has no grid. Add [[grid]] with its effective date.",
    ),
    "tariff.no_rate": (
        "cette grille n’a aucun prix. Ajoutez [[grid.rate]].",
        "this grid has no price. Add [[grid.rate]].",
    ),
    "tariff.grids_overlap": (
        "deux grilles sont en vigueur le {day}. Arrêtez la première la veille (until).",
        "two grids are in force on {day}. End the first on the day before (until).",
    ),
    "tariff.backwards": (
        "la grille finit avant son début, le {since}. Corrigez l’une des deux dates.",
        "the grid ends before it begins, on {since}. Correct one of the two dates.",
    ),
    "tariff.one_way": (
        "un prix se dit d’une seule façon : price_cents, brackets, points ou effort_percent "
        "(efforts). Gardez-en une.",
        "a price is said in one way only: price_cents, brackets, points or effort_percent "
        "(efforts). Keep one.",
    ),
    "tariff.one_change": (
        "une modulation se dit d’une seule façon : percent, cents ou set_cents. Gardez-en une.",
        "a change is said in one way only: percent, cents or set_cents. Keep one.",
    ),
    "tariff.by": (
        "plusieurs taux d’effort dépendent d’une colonne, et elle seule : donnez by avec efforts, "
        'par exemple by = "children".',
        "several rates of effort depend on a column, and only they do: give by with efforts, "
        'for example by = "children".',
    ),
    "tariff.floor_above_cap": (
        "le plancher ({floor}) dépasse le plafond ({cap}). Corrigez l’un des deux.",
        "the floor ({floor}) is above the cap ({cap}). Correct one of the two.",
    ),
    "tariff.gap": (
        "aucune tranche ne couvre de {start} à {end}. Faites commencer celle-ci à {start}.",
        "no bracket covers from {start} to {end}. Let this one begin at {start}.",
    ),
    "tariff.overlap": (
        "deux tranches se recouvrent à {at}. Faites commencer celle-ci où finit la précédente.",
        "two brackets overlap at {at}. Let this one begin where the one before ends.",
    ),
    "tariff.empty_bracket": (
        "cette tranche finit à {end}, avant ou à son début ({start}). Corrigez-la.",
        "this bracket ends at {end}, at or before its beginning ({start}). Correct it.",
    ),
    "tariff.points": (
        "le point {at} suit {before} : donnez les points par revenu croissant.",
        "point {at} follows {before}: give the points by growing income.",
    ),
    "tariff.one_point": (
        "une ligne se trace entre deux points au moins. Ajoutez-en un, ou écrivez price_cents.",
        "a line is drawn between two points at least. Add one, or write price_cents.",
    ),
    "tariff.steps": (
        "les seuils up_to vont en croissant, et seul le dernier peut manquer. Corrigez l’ordre.",
        "up_to thresholds grow, and only the last may be absent. Correct the order.",
    ),
    "tariff.steps_end": (
        "le dernier palier doit valoir pour tous les suivants : retirez son up_to.",
        "the last step must hold for all that follow: remove its up_to.",
    ),
    "tariff.date": (
        "« {value} » n’est pas une date. Écrivez-la 2025-09-01.",
        "“{value}” is not a date. Write it 2025-09-01.",
    ),
    "tariff.day": (
        "« {value} » n’est pas un jour. Écrivez 2025-09-15 ou 15/09/2025.",
        "“{value}” is not a day. Write 2025-09-15 or 15/09/2025.",
    ),
    "tariff.unknown": (
        "« {name} » n’est ni un fichier ni un tarif connu. Ceux que l’on connaît : {known}.",
        "“{name}” is neither a file nor a known tariff. Those that are known: {known}.",
    ),
    "tariff.no_grid_on": (
        "« {title} » n’a pas de grille en vigueur le {day}. Ajoutez-la, ou vérifiez la date.",
        "“{title}” has no grid in force on {day}. Add it, or check the date.",
    ),
    "tariff.no_rate_for": (
        "aucun prix de « {title} » ne prévoit ce cas. Ajoutez un [[grid.rate]] qui y réponde.",
        "no price of “{title}” foresees this case. Add a [[grid.rate]] that answers it.",
    ),
    "tariff.no_income": (
        '{label} manque, et ce prix en dépend. Donnez-le, ou prévoyez le cas "missing".',
        '{label} is missing, and this price depends on it. Give it, or foresee "missing".',
    ),
    "tariff.negative_income": (
        "{label} {value} est négatif. Corrigez-le.",
        "{label} {value} is negative. Correct it.",
    ),
    "tariff.income_undated": (
        "on ne sait pas de quand date {label}, or il se périme. Donnez sa date (colonne _on).",
        "it is not known when {label} was established, and it expires. Give its date (column _on).",
    ),
    "tariff.income_old": (
        "{label} date du {day}, plus de {months} mois. Demandez le nouveau.",
        "{label} dates from {day}, more than {months} months ago. Ask for the new one.",
    ),
    "tariff.outside_brackets": (
        "{label} {value} est hors de toutes les tranches. Ajoutez celle qui manque.",
        "{label} {value} is outside all brackets. Add the one that is missing.",
    ),
    "tariff.no_value": (
        "{name} manque ou n’est pas un nombre, et ce prix en dépend. Donnez-le.",
        "{name} is missing or not a number, and this price depends on it. Give it.",
    ),
    "forecast.no_date": (
        "aucune colonne ne donne le jour ; l’en-tête a : {found}. Nommez-la date.",
        "no column gives the day; the header has: {found}. Call it date.",
    ),
    "forecast.no_quantity": (
        "on ne sait pas quelle colonne prévoir ; l’en-tête a : {found}. Nommez-la avec --quantity.",
        "it is not known which column to forecast; the header has: {found}. Name it with "
        "--quantity.",
    ),
    "forecast.count": (
        "« {value} » n’est pas un nombre de personnes ou d’unités. Corrigez-le ou laissez vide.",
        "“{value}” is not a count. Correct it or leave it empty.",
    ),
    "forecast.twice": (
        "{key} a deux lignes pour le {day}. Gardez-en une.",
        "{key} has two lines for {day}. Keep one.",
    ),
    "forecast.too_short": (
        "l’historique est trop court : il faut au moins {days} jours. Donnez-en davantage.",
        "the history is too short: at least {days} days are needed. Give more.",
    ),
    "forecast.horizon": (
        "on prévoit de 1 à {most} jours, pas {value}. Changez ce nombre.",
        "one forecasts from 1 to {most} days, not {value}. Change this number.",
    ),
    "forecast.no_actuals": (
        "le fichier des réalisés n’a aucune ligne : rien à prévoir. Donnez-en un qui en a.",
        "the file of actuals has no line: nothing to forecast. Give one that has some.",
    ),
    "aid.share": (
        "share va de 0 exclu à 1, et margin de 0 à 1 exclus. Corrigez-les.",
        "share goes from 0 (excluded) to 1, and margin lies between 0 and 1. Correct them.",
    ),
    "siting.count": (
        "on ne peut pas ouvrir {opened} lieux : {kept} restent, {sites} sont possibles. "
        "Changez ce nombre.",
        "one cannot open {opened} places: {kept} stay, {sites} are possible. Change this number.",
    ),
    "places.kind": (
        "« {kind} » ne nomme ni les zones, ni les arrêts, ni les rues, ni un service. Écrivez un "
        "nom court, en petites lettres et sans accent : creche, france_services.",
        "“{kind}” names neither zones, stops, streets nor a service. Write a short name in small "
        "letters: creche, france_services.",
    ),
    "places.one_file": (
        "un seul fichier décrit cela, et il y en a {count}. Déposez-les l’un après l’autre.",
        "one file describes that, and there are {count}. Give them one after the other.",
    ),
    "places.no_file": (
        "aucun fichier n’est joint. Choisissez celui qui décrit ces lieux.",
        "no file is joined. Choose the one that describes these places.",
    ),
    "places.zones_first": (
        "les zones habitées ne sont pas encore décrites. Déposez-les d’abord.",
        "inhabited zones are not described yet. Give them first.",
    ),
    "places.none": (
        "rien ne décrit « {kind} ». Choisissez parmi ce qui est gardé.",
        "nothing describes “{kind}”. Choose among what is kept.",
    ),
    "siting.unknown": (
        "aucun fichier de lieux pour « {service} ». Connus : {known}.",
        "no file of places for “{service}”. Known: {known}.",
    ),
    "siting.unreachable": (
        "{cells} zones n’ont de chemin vers aucun lieu. Ajoutez un lieu ou le chemin qui manque.",
        "{cells} zones have a way to no place. Add a place or the way that is missing.",
    ),
    "siting.capacity": (
        "il manque {lack} places pour servir tout le monde. Ouvrez davantage ou agrandissez.",
        "{lack} places are lacking to serve everybody. Open more or enlarge.",
    ),
    "siting.no_capacity": (
        "{count} lieux n’ont pas de capacité. Donnez la colonne capacity, en personnes.",
        "{count} places have no capacity. Give the column capacity, in persons.",
    ),
    "siting.far": (
        "« {name} » est à {km} km de toute zone habitée : en mer, ou longitude et latitude "
        "échangées. Corrigez ses coordonnées.",
        "“{name}” is {km} km from any zone: in the sea, or longitude and latitude swapped. Correct "
        "its coordinates.",
    ),
    "siting.nobody": (
        "aucune zone n’a d’habitants. Remplissez la colonne population.",
        "no zone has any inhabitant. Fill in the column population.",
    ),
    "siting.too_long": (
        "aucune réponse en {seconds} s. Donnez plus de temps ou moins de lieux possibles.",
        "no answer in {seconds} s. Give more time or fewer possible places.",
    ),
    "note.alternative": (
        "« {name} » n’est pas une alternative de cette note. Choisissez parmi : {known}.",
        "“{name}” is not an alternative of this note. Choose among: {known}.",
    ),
    "note.reasons": (
        "un choix se motive. Écrivez en une phrase pourquoi.",
        "a choice has its reasons. Write why in one sentence.",
    ),
    "simulation.number": (
        "« {value} » n’est pas un nombre. Corrigez cette cellule.",
        "“{value}” is not a number. Correct this cell.",
    ),
    "simulation.negative": (
        "« {value} » est négatif : un nombre de personnes ou d’euros ne l’est pas. Corrigez-le.",
        "“{value}” is negative: a number of persons or of euros is not. Correct it.",
    ),
    "siting.degrees": (
        "« {value} » n’est pas une position en degrés. Donnez longitude et latitude (WGS84), non "
        "des mètres.",
        "“{value}” is no position in degrees. Give longitude and latitude (WGS84), not metres.",
    ),
    "simulation.not_delivered": (
        "aucun fichier « {contract} » n’est chargé pour {title}. Chargez-le, puis recommencez.",
        "no file “{contract}” is loaded for {title}. Load it, then start again.",
    ),
    "simulation.unreadable": (
        "les lignes livrées pour {title} ne se lisent pas comme une consommation. Vérifiez la "
        "définition de consommation et le contrat.",
        "the rows delivered for {title} do not read as a consumption. Check the definition of the "
        "consumption and the contract.",
    ),
    "simulation.nobody": (
        "aucune famille n’a consommé {title} sur cette période. Choisissez-en une autre.",
        "no family used {title} in this period. Choose another.",
    ),
    "simulation.behaviour": (
        "l’élasticité va de {least} à {most} : donnez deux nombres entre −2 et 0, le plus proche "
        "de zéro d’abord.",
        "elasticity goes from {least} to {most}: give two numbers between −2 and 0, the nearest to "
        "zero first.",
    ),
    "simulation.effort": (
        "« {value} » ne dit pas de taux d’effort. Écrivez : taux 0,36 % ; plancher 1,00 ; "
        "plafond 4,90.",
        "“{value}” does not say a rate of effort. Write: taux 0,36 % ; plancher 1,00 ; "
        "plafond 4,90.",
    ),
    "simulation.line": (
        "« {value} » n’est pas une tranche. Écrivez la borne, puis le prix : 400 ; 1,20, ou : de "
        "401 à 600 ; 2,10. Un autre cas (réduction, forfait) s’écrit dans un tarif en TOML.",
        "“{value}” is not a bracket. Write the border, then the price: 400 ; 1,20, or: de 401 à "
        "600 ; 2,10.",
    ),
    "simulation.no_end": (
        "aucune ligne ne dit le prix au-delà de la dernière borne. Ajoutez : au-delà ; 5,10.",
        "no line says the price beyond the last border. Add: au-delà ; 5,10.",
    ),
    "simulation.purpose": (
        "aucune finalité « {purpose} » n’autorise aujourd’hui une simulation sur {title}. Le "
        "délégué à la protection des données la déclare dans purposes.toml, avec is_simulation.",
        "no purpose “{purpose}” allows a simulation on {title} today. The data protection officer "
        "declares it in purposes.toml, with is_simulation.",
    ),
    "simulation.unknown": (
        "aucune consommation ne s’appelle « {name} ». Connues : {known}.",
        "no consumption is called “{name}”. Known: {known}.",
    ),
    "simulation.no_tariff": (
        "aucun tarif en vigueur le {day} pour {title}. Écrivez-le dans tariffs/, puis recommencez.",
        "no tariff in force on {day} for {title}. Write it in tariffs/, then start again.",
    ),
    "simulation.no_grid": (
        "donnez au moins une nouvelle grille, et quatre au plus.",
        "give at least one new grid, and four at most.",
    ),
    "streets.none": (
        "aucune rue ne se parcourt {mode} dans ce fichier. Donnez-en un plus complet.",
        "no street of this file may be travelled ({mode}). Give a more complete one.",
    ),
    "streets.far": (
        "« {name} » est à {metres} m de la rue la plus proche : en mer ou hors de la carte. "
        "Corrigez ses coordonnées.",
        "“{name}” is {metres} m from the nearest street: in the sea or off the map. Correct its "
        "coordinates.",
    ),
    "streets.apart": (
        "« {name} » est sur un bout de réseau de {points} points que rien ne joint au reste. "
        "Corrigez sa place, ou prenez un extrait plus large.",
        "“{name}” stands on a piece of {points} points that nothing joins to the rest. Correct its "
        "place, or take a wider extract.",
    ),
    "streets.pieces": (
        "le réseau est en {pieces} morceaux ; le plus grand n’a que {largest} % des rues. Prenez "
        "un extrait plus large, avec le pont ou la route qui les joint.",
        "the streets are in {pieces} pieces; the largest has only {largest} % of them. Take a "
        "wider extract, with the bridge or road that joins them.",
    ),
    "streets.format": (
        "ce fichier n’est ni un extrait OpenStreetMap (.osm, .osm.pbf) ni une BD TOPO (.gpkg, .shp "
        "avec son .dbf). Donnez l’un des deux, hors de son archive .7z.",
        "this file is neither an OpenStreetMap extract (.osm, .osm.pbf) nor a BD TOPO (.gpkg, .shp "
        "with its .dbf). Give one of the two.",
    ),
    "streets.empty": (
        "ce fichier n’a aucune rue. Prenez l’extrait de la commune.",
        "this file has no street. Take the extract of the commune.",
    ),
    "streets.unreadable": (
        "ce fichier de rues est incomplet ou abîmé. Téléchargez-le de nouveau.",
        "this file of streets is incomplete or damaged. Download it again.",
    ),
    "streets.no_roads": (
        "ce fichier n’a pas de tronçons de route ({layer}). Prenez, de la BD TOPO, le thème "
        "transport.",
        "this file has no pieces of road ({layer}). Take the theme transport of the BD TOPO.",
    ),
    "streets.projection": (
        "ce fichier est en {system}, et non en Lambert-93 (2154) ni en degrés (4326). Prenez la "
        "BD TOPO de métropole telle que livrée.",
        "this file is in {system}, neither in Lambert-93 (2154) nor in degrees (4326). Take the "
        "BD TOPO of the mainland as delivered.",
    ),
    "streets.columns": (
        "il manque {missing} à ces tronçons de route. Prenez la BD TOPO telle que livrée (version "
        "3).",
        "{missing} is missing from these pieces of road. Take the BD TOPO as delivered (version "
        "3).",
    ),
    "streets.companion": (
        "le fichier {missing} manque à côté. Déposez les trois fichiers .shp, .dbf et .prj.",
        "the file {missing} is missing beside it. Drop the three files .shp, .dbf and .prj.",
    ),
    "streets.elsewhere": (
        "aucune rue de ce fichier n’est près des zones. Prenez l’extrait de la commune ou du "
        "département.",
        "no street of this file is near the zones. Take the extract of the commune or département.",
    ),
    "streets.no_osmium": (
        "pour lire OpenStreetMap il faut pyosmium. Installez parvis[streets], ou donnez une "
        "BD TOPO.",
        "reading OpenStreetMap needs pyosmium. Install parvis[streets], or give a BD TOPO.",
    ),
    "kitchen.too_short": (
        "les comptes déposés couvrent moins de {days} jours : trop peu pour prévoir. Déposez les "
        "mois d’avant.",
        "the counts delivered cover fewer than {days} days: too few to forecast. Deliver the "
        "months before.",
    ),
    "kitchen.old": (
        "les derniers comptes datent du {day} : trop loin pour prévoir la semaine qui vient. "
        "Déposez l’export récent.",
        "the last counts are of {day}: too far to forecast the coming week. Deliver the recent "
        "export.",
    ),
    "order.costs": (
        "un repas jeté ({waste}) et un repas manquant ({shortage}) coûtent chacun plus que rien. "
        "Donnez deux coûts positifs.",
        "a meal thrown away ({waste}) and a meal missing ({shortage}) each cost more than nothing. "
        "Give two positive costs.",
    ),
    "psu.no_hours": (
        "aucune heure offerte ou réalisée : la PSU ne se calcule pas. Vérifiez les heures.",
        "no hour offered or done: the PSU cannot be computed. Check the hours.",
    ),
    "psu.under_billed": (
        "{billed} heures facturées pour {done} réalisées : on ne facture pas moins que le réalisé. "
        "Vérifiez les deux.",
        "{billed} hours billed for {done} done: one does not bill less than what is done. Check "
        "both.",
    ),
    "psu.regime": (
        "{value} % ne peut être la part du régime général : donnez plus de 0 et 100 au plus.",
        "{value} % cannot be the share of the general regime: give more than 0 and 100 at most.",
    ),
    "psu.caps": (
        "la règle de ce jour demande {count} prix plafonds, du plus haut au plus bas. Donnez ceux "
        "de la circulaire de l’année.",
        "the rule of that day asks for {count} caps, the highest first. Give those of the circular "
        "of the year.",
    ),
    "psu.no_scale": (
        "aucun barème PSU le {day}. Ajoutez celui de la circulaire de l’année.",
        "no PSU scale on {day}. Add that of the circular of the year.",
    ),
    "psu.points": (
        "les plafonds se donnent par taux de facturation croissant, un au moins. Corrigez-les.",
        "caps are given by growing ratio of billing, one at least. Correct them.",
    ),
}
