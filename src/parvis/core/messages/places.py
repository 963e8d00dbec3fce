"""Refusals about files of zones, places and stops, and grids on paper: French, then English."""

MESSAGES: dict[str, tuple[str, str]] = {
    "places.columns": (
        "il manque {missing} : l’en-tête donne {found}. {help}",
        "{missing} is missing: the header gives {found}. {help}",
    ),
    "places.empty": (
        "cette cellule est vide. Remplissez-la, ou retirez la ligne.",
        "this cell is empty. Fill it in, or remove the line.",
    ),
    "places.point": (
        "« {value} » n’est pas une position. Écrivez latitude, longitude (47.79, 1.06) ou "
        "POINT (1.06 47.79).",
        "“{value}” is no position. Write latitude, longitude (47.79, 1.06) or POINT (1.06 47.79).",
    ),
    "places.metres": (
        "« {value} » n’est pas une coordonnée Lambert-93 de métropole. Donnez longitude et "
        "latitude en degrés.",
        "“{value}” is no coordinate in Lambert-93. Give longitude and latitude in degrees.",
    ),
    "places.square": (
        "« {value} » ne nomme pas un carreau de l’INSEE. Écrivez-le comme lui : "
        "CRS3035RES200mN2829000E3682400.",
        "“{value}” names no square of the INSEE. Write it as it does: "
        "CRS3035RES200mN2829000E3682400.",
    ),
    "places.open": (
        "« {value} » ne dit pas si le lieu est ouvert. Écrivez oui, ou non pour un lieu possible.",
        "“{value}” does not say whether the place is open. Write oui, or non for a possible place.",
    ),
    "places.shapes": (
        "ce GeoJSON n’est pas une liste de points ou de contours. Exportez une couche de points, "
        "ou un CSV.",
        "this GeoJSON is no list of points or outlines. Export a layer of points, or a CSV file.",
    ),
    "places.archive": (
        "cette archive ne contient pas {wanted}. Sortez-en le bon fichier, et donnez-le seul.",
        "this archive does not hold {wanted}. Take the right file out of it, and give it alone.",
    ),
    "simulation.columns": (
        "plusieurs prix par ligne ({found}), sans dire pour qui. Gardez-en un, ou intitulez-les "
        "1er enfant, 2e enfant, 3e enfant et plus, extérieurs.",
        "several prices a line ({found}), not saying for whom. Keep one, or head them 1er enfant, "
        "2e enfant, 3e enfant et plus, extérieurs.",
    ),
    "simulation.prices": (
        "« {value} » ne donne pas {count} prix, un par colonne. Complétez la ligne.",
        "“{value}” does not give {count} prices, one a column. Complete the line.",
    ),
    "simulation.effort_more": (
        "« {value} » ne se lit pas à côté d’un taux d’effort. Écrivez taux, plancher et plafond "
        "seuls ; un autre cas s’écrit dans un tarif en TOML.",
        "“{value}” is not understood beside a rate of effort. Write rate, floor and cap alone; "
        "another case goes in a tariff in TOML.",
    ),
}
