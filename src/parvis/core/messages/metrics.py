"""Refusals about facts, metrics and questions: French, then English."""

MESSAGES: dict[str, tuple[str, str]] = {
    "definition.missing": (
        "cette entrée manque. Ajoutez-la à la définition.",
        "this entry is missing. Add it to the definition.",
    ),
    "definition.keys_differ": (
        "les deux côtés n’ont pas les mêmes clés, ou key_titles ne les nomme pas toutes."
        " Corrigez la définition.",
        "the two sides do not have the same keys, or key_titles does not name them all."
        " Correct the definition.",
    ),
    "definition.wrong_type": (
        "cette entrée n’a pas le type attendu ({expected}). Corrigez la définition.",
        "this entry is not of the expected type ({expected}). Correct the definition.",
    ),
    "definition.not_among": (
        "«\u00a0{value}\u00a0» n’est pas possible ici. Choisissez parmi\u00a0: {expected}.",
        "“{value}” is not possible here. Choose among: {expected}.",
    ),
    "definition.unknown_entry": (
        "cette entrée n’existe pas. Corrigez son nom ou retirez-la.",
        "there is no such entry. Correct its name or remove it.",
    ),
    "definition.wrong_name": (
        "«\u00a0{value}\u00a0» n’est pas un nom de colonne possible. Prenez des minuscules sans "
        "accent, des chiffres et «\u00a0_\u00a0», et un nom libre.",
        "“{value}” is not a possible column name. Use unaccented lower case, digits and “_”, "
        "and a free name.",
    ),
    "definition.wrong_sources": (
        "cette règle de colonne attend {expected} champ(s), pas {found}. Corrigez «\u00a0sources"
        "\u00a0».",
        "this column rule takes {expected} field(s), not {found}. Correct “sources”.",
    ),
    "definition.wrong_column": (
        "«\u00a0{value}\u00a0» n’est pas une colonne utilisable ici du fait «\u00a0{fact}\u00a0». "
        "Colonnes possibles\u00a0: {expected}.",
        "“{value}” is not a column of the fact “{fact}” usable here. Possible columns: {expected}.",
    ),
    "definition.wrong_values": (
        "cette entrée ne va pas avec la règle «\u00a0{column_rule}\u00a0»\u00a0: «\u00a0among"
        "\u00a0» attend «\u00a0values\u00a0», «\u00a0band\u00a0» attend «\u00a0bounds\u00a0», "
        "«\u00a0since\u00a0» les deux, «\u00a0household\u00a0» deux «\u00a0values\u00a0», "
        "«\u00a0zone\u00a0» attend «\u00a0zone\u00a0», et un âge peut avoir "
        "«\u00a0bounds\u00a0».",
        "this entry does not go with the rule “{column_rule}”: “among” takes “values”, “band” "
        "takes “bounds”, “since” both, “household” two “values”, “zone” takes “zone”, and an age "
        "may have “bounds”.",
    ),
    "definition.wrong_horizon": (
        "une survie se mesure à un nombre d’années positif, et elle seule. Corrigez ou retirez "
        "cette entrée.",
        "a survival is measured at a positive number of years, and nothing else is. Correct or "
        "remove this entry.",
    ),
    "definition.wrong_additivity": (
        "«\u00a0{value}\u00a0» n’est pas possible sur «\u00a0{fact}\u00a0»\u00a0: un état ne "
        "s’additionne pas dans le temps, une part ni des personnes distinctes jamais. "
        "Possible\u00a0: {expected}.",
        "“{value}” is not possible on “{fact}”: a state does not add up over time, a share or "
        "distinct persons never do. Possible: {expected}.",
    ),
    "definition.semi_additive": (
        "un état ne se ventile pas dans le temps ({names}), car ses mois ne s’additionnent pas. "
        "Retirez ces dimensions.",
        "a state is not broken down over time ({names}), for its months do not add up. Remove "
        "these dimensions.",
    ),
    "definition.circular": (
        "cet indicateur finit par se définir par lui-même ({path}). Rompez la boucle.",
        "this metric ends up defined by itself ({path}). Break the loop.",
    ),
    "definition.unknown_operand": (
        "aucun indicateur ne s’appelle «\u00a0{name}\u00a0».{nearest} Corrigez la définition.",
        "no metric is called “{name}”.{nearest_en} Correct the definition.",
    ),
    "definition.operand_dimension": (
        "«\u00a0{operand}\u00a0» ne se ventile pas par «\u00a0{name}\u00a0»\u00a0: l’indicateur "
        "qui en "
        "est fait non plus. Retirez cette dimension.",
        "“{operand}” is not broken down by “{name}”, so what is made of it is not either. Remove "
        "this dimension.",
    ),
    "definition.operand_protection": (
        "«\u00a0{operand}\u00a0» est protégé «\u00a0{expected}\u00a0»\u00a0: ce qui en est fait "
        "l’est "
        "aussi. Corrigez la protection.",
        "“{operand}” is protected as “{expected}”: so is what is made of it. Correct the "
        "protection.",
    ),
    "definition.fan_out": (
        "joindre «\u00a0{target}\u00a0» à «\u00a0{fact}\u00a0» multiplierait les lignes, ou y "
        "mettrait deux fois la même colonne. Joignez seulement un registre qui tient une ligne par "
        "personne («\u00a0one_per\u00a0»), connue par la même colonne.",
        "joining “{target}” to “{fact}” would multiply rows, or hold one column twice. Join only "
        "a register that holds one row per person (“one_per”), known by the same column.",
    ),
    "definition.unprotected": (
        "un indicateur sur le fait «\u00a0{fact}\u00a0», où il y a des personnes ou des "
        "entreprises, ne peut pas être sans protection. Écrivez «\u00a0persons\u00a0» ou "
        "«\u00a0business\u00a0».",
        "a metric on the fact “{fact}”, which holds persons or businesses, cannot go without "
        "protection. Write “persons” or “business”.",
    ),
    "definition.nothing_to_protect": (
        "le fait «\u00a0{fact}\u00a0» ne compte ni personne ni entreprise\u00a0: écrivez la "
        "protection «\u00a0none\u00a0».",
        "the fact “{fact}” counts neither persons nor businesses: write the protection “none”.",
    ),
    "definition.wrong_interval": (
        "l’intervalle «\u00a0{value}\u00a0» ne va pas avec la mesure «\u00a0{kind}\u00a0». "
        "Possibles\u00a0: {expected}.",
        "the interval “{value}” does not go with the measure “{kind}”. Possible: {expected}.",
    ),
    "definition.wrong_quantile": (
        "le quantile doit être strictement entre 0 et 1.",
        "the quantile must lie strictly between 0 and 1.",
    ),
    "metric.unknown": (
        "aucun indicateur ne s’appelle «\u00a0{name}\u00a0».{nearest} «\u00a0parvis metric list"
        "\u00a0» les donne tous.",
        "no metric is called “{name}”.{nearest_en} “parvis metric list” gives them all.",
    ),
    "metric.unknown_dimension": (
        "l’indicateur «\u00a0{metric}\u00a0» ne se ventile pas par «\u00a0{name}\u00a0».{nearest} "
        "Possibles\u00a0: {expected}.",
        "the metric “{metric}” cannot be broken down by “{name}”.{nearest_en} Possible: "
        "{expected}.",
    ),
    "metric.no_data": (
        "la publication {release} ne contient rien pour l’indicateur «\u00a0{metric}\u00a0» et la "
        "collectivité {authority}. Chargez un fichier puis publiez.",
        "release {release} holds nothing for the metric “{metric}” and the authority "
        "{authority}. Load a file, then publish.",
    ),
    "freeze.located": (
        "petits effectifs qui se déduiraient de ces tables et des écrans ensemble, quelles que "
        "soient une ou deux dimensions retirées\u00a0: {count}. Figez moins de tables, ou le total "
        "seul.",
        "small counts that would follow from these tables and the screens together, whichever one "
        "or two dimensions are given up: {count}. Freeze fewer tables, or the total alone.",
    ),
    "freeze.give_up": (
        "petits effectifs qui se déduiraient de ces tables et des écrans ensemble\u00a0: {count}. "
        "Elles passeraient si «\u00a0--by\u00a0» ne nommait plus {ways}.",
        "small counts that would follow from these tables and the screens together: {count}. They "
        "would pass if “--by” no longer named {ways_en}.",
    ),
    "public.other_period": (
        "la table publiée {names} compte les mêmes personnes sur une autre période qui a des jours "
        "en commun avec celle-ci\u00a0: à deux, elles en diraient trop. Prenez la même période, ou "
        "une autre qui n’en ait aucun.",
        "the published table {names_en} counts the same persons over another period that shares "
        "days with this one: together they would say too much. Take the same period, or one that "
        "shares none.",
    ),
    "public.other_files": (
        "la table publiée {names} compte les mêmes personnes d’après des fichiers qui ont changé "
        "depuis. Publiez-les ensemble\u00a0: ajoutez {by} à la commande.",
        "the published table {names_en} counts the same persons from files that have changed "
        "since. Publish them together: add {by} to the command.",
    ),
    "public.shown_already": (
        "la table publiée {names} montre déjà ce qu’il faudrait masquer pour que celle-ci ne "
        "révèle personne. Demandez-la avec moins de détail.",
        "the published table {names_en} already shows what would have to be hidden for this one to "
        "reveal nobody. Ask for it with less detail.",
    ),
    "public.located_together": (
        "celle-ci et ce qui est déjà publié ({names}) situeraient ensemble de petits effectifs. "
        "Demandez-la avec moins de détail.",
        "this table and what is already published ({names_en}) would together locate small counts. "
        "Ask for it with less detail.",
    ),
    "metric.no_contour": (
        "aucune adresse de ces fichiers n’est située par «\u00a0{title}\u00a0»\u00a0: il manque le "
        "contour, ou les adresses. Placez {file} dans le dossier maps, et la base d’adresses de la "
        "commune dans le dossier addresses, puis publiez.",
        "no address of these files is placed by “{title}”: the contour, or the addresses, are "
        "missing. Put {file} in the folder maps, and the commune’s address base in the folder "
        "addresses, then publish.",
    ),
    "zones.no_district": (
        "l’IRIS «\u00a0{iris}\u00a0» n’est dans aucun quartier. Donnez-lui la propriété "
        "«\u00a0quartier\u00a0», ou placez district.geojson à côté.",
        "the IRIS “{iris}” is in no neighbourhood. Give it the property “quartier”, or put "
        "district.geojson beside it.",
    ),
    "metric.lights_up": (
        "rien n’est encore chargé pour «\u00a0{metric}\u00a0». Ce qu’il lui faut\u00a0: {needs}",
        "nothing is loaded yet for “{metric}”. What it needs: {needs}",
    ),
    "metric.no_data_then": (
        "les fichiers ne disent rien de «\u00a0{metric}\u00a0» pour {period}\u00a0: ils vont du "
        "{first} au {last}. Choisissez une autre période.",
        "the files say nothing of “{metric}” for {period}: they run from {first} to {last}. "
        "Choose another period.",
    ),
    "metric.within": (
        "«\u00a0{metric}\u00a0» ne s’additionne pas d’un «\u00a0{name}\u00a0» à l’autre, car rien "
        "ne dit "
        "qui est le même. Ventilez par «\u00a0{name}\u00a0» ou choisissez-en un.",
        "“{metric}” does not add up from one “{name}” to another, for nothing tells who is the "
        "same. Break it down by “{name}” or choose one.",
    ),
    "metric.no_spark": (
        "Spark n’est pas installé ici. Installez «\u00a0parvis[spark]\u00a0» et Java 17, ou "
        "calculez avec DuckDB.",
        "Spark is not installed here. Install “parvis[spark]” and Java 17, or compute with DuckDB.",
    ),
    "metric.by_calendar": (
        "«\u00a0{metric}\u00a0» se lit déjà par mois du calendrier. Filtrez, mais ne ventilez pas.",
        "“{metric}” already reads by calendar month. Filter it, but do not break it down.",
    ),
    "metric.too_fine": (
        "«\u00a0{metric}\u00a0» n’est connu que par {grain}. Choisissez une période entière.",
        "“{metric}” is known by {grain} only. Choose a whole period.",
    ),
    "metric.other_days": (
        "les fichiers dont «\u00a0{metric}\u00a0» est fait ne savent pas tous les mêmes jours de "
        "{period}\u00a0: ils se recoupent du {first} au {last}. Choisissez une période comprise "
        "entre ces jours.",
        "the files that “{metric}” is made of do not all know the same days of {period}: they "
        "meet from {first} to {last}. Choose a period between these days.",
    ),
    "metric.not_in_force": (
        "la définition de «\u00a0{metric}\u00a0» vaut du {first} au {last}, pas pour {period}. "
        "Choisissez une autre période.",
        "the definition of “{metric}” holds from {first} to {last}, not for {period}. Choose "
        "another period.",
    ),
    "metric.other_vintage": (
        "la population de référence est celle du {vintage}, trop loin de {period} pour s’y "
        "rapporter. Chargez un millésime plus proche.",
        "the reference population is that of {vintage}, too far from {period} to be compared "
        "with. Load a closer vintage.",
    ),
    "freeze.not_persons": (
        "«\u00a0{metric}\u00a0» ne compte pas des personnes différentes. Figez un indicateur qui "
        "en compte.",
        "“{metric}” does not count distinct persons. Freeze a metric that does.",
    ),
    "comparison.no_period": (
        "«\u00a0{metric}\u00a0» se compare sur une période, ou d’un mois ou d’une année à l’autre. "
        "Choisissez une période, ou ventilez par l’un d’eux.",
        "“{metric}” is compared over a period, or from one month or year to another. Choose a "
        "period, or break it down by one of them.",
    ),
    "comparison.not_whole": (
        "les fichiers de «\u00a0{metric}\u00a0» ne connaissent pas {period} en entier\u00a0: ils "
        "vont du {first} au {last}. Comparez des périodes entières.",
        "the files of “{metric}” do not know the whole of {period}: they run from {first} to "
        "{last}. Compare whole periods.",
    ),
    "comparison.not_published": (
        "«\u00a0{metric}\u00a0» vient des fichiers de la commune\u00a0: ni les communes "
        "comparables ni la France ne le publient. Comparez-le à une autre période.",
        "“{metric}” comes from the files of the commune: neither comparable communes nor France "
        "publish it. Compare it with another period.",
    ),
    "period.unreadable": (
        "«\u00a0{text}\u00a0» n’est pas une période. Écrivez 2024, 2024-S1, 2024-T3, 2024-09, "
        "2024-09-15 ou l’année scolaire 2024/2025.",
        "“{text}” is not a period. Write 2024, 2024-S1, 2024-T3, 2024-09, 2024-09-15 or the "
        "school year 2024/2025.",
    ),
}
