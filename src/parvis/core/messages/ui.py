"""Refusals about what a town gives to the interface: French, then English."""

MESSAGES: dict[str, tuple[str, str]] = {
    "brand.not_a_colour": (
        "« {value} » n’est pas une couleur. Écrivez-la #rrggbb, par exemple #3e8e7e.",
        "“{value}” is not a colour. Write it #rrggbb, for example #3e8e7e.",
    ),
    "brand.long": (
        "ce texte dépasse {most} caractères : il ne tiendrait pas à sa place. Raccourcissez-le.",
        "this text is longer than {most} characters: it would not fit. Shorten it.",
    ),
    "brand.domain": (
        "« {value} » n’est pas un nom de domaine. Écrivez-le sans https, par exemple "
        "services.ville.fr.",
        "“{value}” is not a domain name. Write it without https, for example services.town.fr.",
    ),
    "brand.domain_taken": (
        "le portail d’une autre collectivité répond déjà à « {value} ». Choisissez un autre nom.",
        "the portal of another authority already answers at “{value}”. Choose another name.",
    ),
    "brand.file": (
        "« {value} » n’est pas un nom d’image de la marque. Envoyez l’image depuis l’écran Marque.",
        "“{value}” is not the name of a picture of the brand. Send it from the Brand screen.",
    ),
    "brand.alt": (
        "dites en quelques mots ce que montre la photo : qui ne la voit pas l’entendra.",
        "say in a few words what the photo shows: who does not see it will hear it.",
    ),
    "brand.photos": (
        "la marque tient {most} photos. Retirez-en une pour en ajouter une autre.",
        "the brand holds {most} photos. Take one out to add another.",
    ),
    "brand.picture": (
        "ce fichier n’est pas une image PNG, JPEG ou WebP lisible. Choisissez-en une autre.",
        "this file is no readable PNG, JPEG or WebP picture. Choose another.",
    ),
    "brand.heavy": (
        "cette image est trop grande. Réduisez-la sous {limit} Mo.",
        "this picture is too large. Bring it under {limit} MB.",
    ),
}
