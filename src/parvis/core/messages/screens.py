"""Sentences of the screens of those who decide."""

MESSAGES: dict[str, tuple[str, str]] = {
    "document.unknown_figure": (
        "le document « {document} » demande la figure « {name} », qui n’existe pas. Écrivez "
        "« question/figure », comme dans les fichiers des questions.",
        "document “{document}” asks for figure “{name}”, which does not exist. Write "
        "“question/figure”, as in the files of questions.",
    ),
    "public.unknown": (
        "aucun tableau public ne s’appelle « {name} ».",
        "no public table is called “{name}”.",
    ),
    "maps.unreadable": (
        "ce fichier de contours n’est pas un GeoJSON d’une collection de zones. Exportez-le du "
        "SIG en GeoJSON (WGS 84), une entité par quartier.",
        "this file of contours is not a GeoJSON collection of areas. Export it as GeoJSON "
        "(WGS 84), one feature per neighbourhood.",
    ),
    "maps.unnamed": (
        "une zone n’a pas de nom. Donnez à chacune une propriété parmi {names}, écrite comme "
        "dans les fichiers des services.",
        "an area has no name. Give each a property among {names}, written as in the files of the "
        "services.",
    ),
    "maps.not_area": (
        "une zone est un « {kind} ». Il faut un polygone par quartier.",
        "an area is a “{kind}”. Each neighbourhood must be a polygon.",
    ),
}
