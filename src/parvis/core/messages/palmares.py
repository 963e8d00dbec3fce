"""Refusals about composite indices: French, then English."""

MESSAGES: dict[str, tuple[str, str]] = {
    "palmares.no_time": (
        "il n’y a pas de colonne Time, qui dit l’année de chaque ligne. Ajoutez-la, ou complétez "
        "autrement qu’avec panel.",
        "there is no column Time, which gives the year of each line. Add it, or fill otherwise "
        "than with panel.",
    ),
    "palmares.one_year": (
        "une seule année\u00a0: il n’y a rien à prendre ailleurs. Complétez autrement qu’avec "
        "panel.",
        "one year only: there is nothing to take elsewhere. Fill otherwise than with panel.",
    ),
    "palmares.no_year": (
        "l’année {year} n’est pas dans la table. Prenez l’une de celles-ci\u00a0: {known}.",
        "the year {year} is not in the table. Take one of these: {known}.",
    ),
    "palmares.pca_few": (
        "{n} unités seulement ont toutes les valeurs de {code}\u00a0: il en faut au moins trois "
        "pour en tirer des poids. Complétez avec --impute.",
        "only {n} units have all the values of {code}: at least three are needed to draw weights "
        "from them. Fill with --impute.",
    ),
    "palmares.pca_signs": (
        "la première composante de {code} soustrait {child}\u00a0: elle ne peut pas servir de "
        "poids. Vérifiez son sens, ou prenez d’autres poids.",
        "the first component of {code} subtracts {child}: it cannot serve as weights. Check its "
        "direction, or take other weights.",
    ),
    "palmares.few_draws": (
        "{n} tirages ne suffisent pas pour dire d’où vient le doute\u00a0: il en faut au moins "
        "{fewest}.",
        "{n} draws are not enough to say where the doubt comes from: at least {fewest} are needed.",
    ),
    "palmares.no_statistics": (
        "le palmarès demande les statistiques officielles de toutes les communes. Faites-les "
        "entrer avec «\u00a0parvis town data\u00a0».",
        "the palmarès needs the official statistics of all communes. Bring them in with “parvis "
        "town data”.",
    ),
    "palmares.preset_unknown": (
        "aucun palmarès ne s’appelle {code}. Prenez l’un de ceux-ci\u00a0: {known}.",
        "no palmarès is called {code}. Take one of these: {known}.",
    ),
    "palmares.category_unknown": (
        "aucune catégorie de ce palmarès ne s’appelle {code}. Prenez l’une de celles-ci\u00a0: "
        "{known}.",
        "no category of this palmarès is called {code}. Take one of these: {known}.",
    ),
    "palmares.criterion_unknown": (
        "le critère {code} n’est décrit nulle part. Corrigez son nom, ou décrivez-le.",
        "the criterion {code} is described nowhere. Correct its name, or describe it.",
    ),
    "palmares.unranked": (
        "la commune {name} ({code}) n’est pas classée\u00a0: les statistiques de cette maison ne "
        "lui donnent pas d’habitants. Elle a peut-être rejoint une autre commune depuis.",
        "the commune {name} ({code}) is not ranked: the statistics of this home give it no "
        "inhabitants. It may have joined another commune since.",
    ),
    "palmares.not_a_number": (
        "«\u00a0{value}\u00a0» n’est pas un nombre. Corrigez la case, ou laissez-la vide si la "
        "valeur manque.",
        "“{value}” is not a number. Correct the cell, or leave it blank if the value is missing.",
    ),
    "palmares.kind": (
        "«\u00a0{kind}\u00a0» n’est pas un type connu. Prenez l’un de ceux-ci\u00a0: {known}.",
        "“{kind}” is not a known type. Take one of these: {known}.",
    ),
    "palmares.no_code": (
        "il n’y a pas de code ici. Donnez-en un à cette ligne.",
        "there is no code here. Give this line one.",
    ),
    "palmares.level": (
        "le niveau de {code} ne convient pas\u00a0: les indicateurs sont au niveau 1, les groupes "
        "au-dessus, en nombres entiers. Corrigez-le.",
        "the level of {code} does not fit: indicators are at level 1, groups above, in whole "
        "numbers. Correct it.",
    ),
    "palmares.direction": (
        "le sens doit être 1 (plus vaut mieux) ou -1 (moins vaut mieux). Corrigez-le.",
        "the direction must be 1 (more is better) or -1 (less is better). Correct it.",
    ),
    "palmares.weight": (
        "le poids de {code} doit être un nombre, zéro ou plus. Corrigez-le.",
        "the weight of {code} must be a number, zero or more. Correct it.",
    ),
    "palmares.no_weight": (
        "les poids qui composent {code} sont tous nuls. Donnez-en un à l’un d’eux au moins.",
        "the weights that make {code} are all zero. Give one to at least one of them.",
    ),
    "palmares.element_twice": (
        "{code} est là deux fois. Chaque code ne peut désigner qu’un élément.",
        "{code} is there twice. Each code can name one element only.",
    ),
    "palmares.parent": (
        "{code} dépend de {parent}, que la table ne décrit pas. Ajoutez {parent}, ou corrigez.",
        "{code} hangs on {parent}, which the table does not describe. Add {parent}, or correct it.",
    ),
    "palmares.cycle": (
        "la hiérarchie tourne en rond\u00a0: {codes}. Corrigez l’un de ces parents.",
        "the hierarchy goes round in a circle: {codes}. Correct one of these parents.",
    ),
    "palmares.floating": (
        "{code} est au niveau {level}, sa place est au niveau {expected}. Corrigez son niveau ou "
        "son parent.",
        "{code} is at level {level}, its place is at level {expected}. Correct its level or its "
        "parent.",
    ),
    "palmares.childless": (
        "{code} ne rassemble rien. Donnez-lui des éléments, ou retirez-le.",
        "{code} gathers nothing. Give it elements, or remove it.",
    ),
    "palmares.element_unknown": (
        "aucun élément de l’indice ne porte le code {code}. Vérifiez-le dans la table iMeta.",
        "no element of the index bears the code {code}. Check it in the iMeta table.",
    ),
    "palmares.nothing_left": (
        "il ne reste rien de l’indice. Retirez moins d’éléments.",
        "nothing is left of the index. Remove fewer elements.",
    ),
    "palmares.tops": (
        "l’indice a plusieurs sommets\u00a0: {codes}. Il en faut un seul pour un rang.",
        "the index has several tops: {codes}. A rank needs only one.",
    ),
    "palmares.panel": (
        "cette table mêle plusieurs années ({years}). Gardez-en une seule, ou complétez avec "
        "--impute panel:latest.",
        "this table mixes several years ({years}). Keep one of them, or fill with --impute "
        "panel:latest.",
    ),
    "palmares.unit_twice": (
        "l’unité {code} est là deux fois. Gardez une seule ligne.",
        "the unit {code} is there twice. Keep one line.",
    ),
    "palmares.unit_unknown": (
        "aucune unité de la table ne porte le code {code}. Vérifiez-le.",
        "no unit of the table bears the code {code}. Check it.",
    ),
    "palmares.few": (
        "{n} unités ne font pas un classement\u00a0: il en faut au moins {fewest}. Ajoutez-en.",
        "{n} units do not make a ranking: at least {fewest} are needed. Add some.",
    ),
    "palmares.zero_denominator": (
        "l’indicateur {indicator} ne peut pas être divisé par zéro. Corrigez la case, ou "
        "laissez-la vide.",
        "the indicator {indicator} cannot be divided by zero. Correct the cell, or leave it blank.",
    ),
    "palmares.all_missing": (
        "cet indicateur n’a aucune valeur. Retirez-le, ou apportez ses valeurs.",
        "this indicator has no value. Remove it, or bring its values.",
    ),
    "palmares.constant": (
        "cet indicateur a la même valeur partout, il ne classe personne. Retirez-le.",
        "this indicator has the same value everywhere, it ranks nobody. Remove it.",
    ),
    "palmares.group_unknown": (
        "aucune colonne de groupe ne s’appelle {column}. Prenez l’une de celles-ci\u00a0: {known}.",
        "no column of groups is called {column}. Take one of these: {known}.",
    ),
    "palmares.method": (
        "«\u00a0{value}\u00a0» n’est pas une méthode de {option}. Prenez l’une de celles-"
        "ci\u00a0: {known}.",
        "“{value}” is not a method of {option}. Take one of these: {known}.",
    ),
    "palmares.parameter": (
        "il manque {column} pour cet indicateur, ou ce n’est pas un nombre. Complétez la table "
        "iMeta.",
        "{column} is missing for this indicator, or is not a number. Complete the iMeta table.",
    ),
    "palmares.not_normalised": (
        "la méthode {method} ne donne pas de nombre pour cet indicateur (une division par zéro). "
        "Prenez-en une autre, ou retirez-le.",
        "the method {method} gives no number for this indicator (a division by zero). Take another "
        "one, or remove it.",
    ),
    "palmares.not_positive": (
        "{code} rassemble des valeurs nulles ou négatives, dont la moyenne de puissance {power} "
        "n’a pas de sens. Ramenez-les au-dessus de zéro, par exemple avec minmax:1,100.",
        "{code} gathers values of zero or less, whose mean of power {power} makes no sense. Bring "
        "them above zero, for instance with minmax:1,100.",
    ),
    "palmares.copeland_missing": (
        "{code} a des valeurs manquantes, que la méthode de Copeland ne sait pas comparer. "
        "Complétez-les avec --impute.",
        "{code} has missing values, which Copeland's method cannot compare. Fill them with "
        "--impute.",
    ),
    "palmares.levels": (
        "il faut une méthode de regroupement, ou {expected} (une par niveau), pas {found}.",
        "give one method of aggregation, or {expected} (one per level), not {found}.",
    ),
    "palmares.vary": (
        "les poids ne peuvent pas bouger au niveau {level}. Prenez un niveau de 1 à {highest}.",
        "weights cannot move at level {level}. Take a level from 1 to {highest}.",
    ),
    "palmares.not_linear": (
        "au-dessus du niveau dont les poids bougent, il faut amean partout ou gmean partout, pas "
        "{methods}.",
        "above the level whose weights move, take amean everywhere or gmean everywhere, not "
        "{methods}.",
    ),
    "palmares.no_score": (
        "{n} unités n’ont aucune valeur, dont {code}\u00a0: elles n’ont pas de rang. Retirez-les, "
        "ou complétez avec --impute.",
        "{n} units have no value, {code} among them: they have no rank. Remove them, or fill with "
        "--impute.",
    ),
    "palmares.spread": (
        "les poids doivent bouger d’une part entre 0 et 1, pas {spread}. Par exemple 0.25.",
        "weights must move by a share between 0 and 1, not {spread}. For instance 0.25.",
    ),
    "palmares.draws": (
        "il faut au moins un tirage, pas {draws}.",
        "take at least one draw, not {draws}.",
    ),
    "palmares.too_many": (
        "{units} unités et {draws} tirages ne tiennent pas en mémoire. Prenez moins de tirages, ou "
        "nommez des unités avec --unit.",
        "{units} units and {draws} draws do not hold in memory. Take fewer draws, or name units "
        "with --unit.",
    ),
}
