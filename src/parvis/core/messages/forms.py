"""Refusals: forms. Each rule gives its sentence in French, then in English."""

MESSAGES: dict[str, tuple[str, str]] = {
    "form.published": (
        "la version {number} du formulaire « {form} » est publiée : elle ne change plus. "
        "Ouvrez un brouillon.",
        "revision {number} of form “{form}” is published: it no longer changes. Open a draft.",
    ),
    "form.condition": (
        "« {found} » n’est pas une condition connue. Choisissez un champ, une comparaison et une "
        "valeur.",
        "“{found}” is no known condition. Choose a field, a comparison and a value.",
    ),
    "form.expression": (
        "la condition « {found} » n’est pas comprise. Récrivez-la dans l’éditeur.",
        "condition “{found}” is not understood. Write it again in the editor.",
    ),
    "form.wcs": (
        "ce fichier n’est pas un formulaire, une fiche ou un bloc de w.c.s. Exportez-le de Publik.",
        "this file is no form, card or block of w.c.s. Export it from Publik.",
    ),
    "form.wcs_kind": (
        "le genre de champ « {kind} » de w.c.s. n’a pas d’équivalent ici. Remplacez-le avant "
        "l’export.",
        "the field kind “{kind}” of w.c.s. has no equivalent here. Replace it before exporting.",
    ),
    "form.no_page": (
        "ce formulaire n’a pas de page « {page} ». Reprenez depuis sa première page.",
        "this form has no page “{page}”. Start again from its first page.",
    ),
    "form.empty": (
        "un formulaire a au moins une page. Ajoutez-en une.",
        "a form has at least one page. Add one.",
    ),
    "form.nested": (
        "un bloc répétable n’en contient pas un autre. Sortez-le du premier.",
        "a repeatable block holds no other. Take it out of the first.",
    ),
    "form.rows": (
        "un bloc se répète d’un nombre à un autre, {most} au plus. Corrigez-les.",
        "a block is repeated from one number to another, {most} at most. Correct them.",
    ),
    "form.choices": (
        "le champ « {name} » et ses choix ne vont pas ensemble : une liste a des choix, les "
        "autres champs n’en ont pas.",
        "field “{name}” and its choices do not go together: a list has choices, other fields "
        "have none.",
    ),
    "form.pattern": (
        "« {value} » n’est pas une expression régulière. Corrigez-la ou retirez-la.",
        "“{value}” is no regular expression. Correct it or take it out.",
    ),
    "form.compute": (
        "une valeur calculée, et elle seule, dit comment elle se calcule. Corrigez ce champ.",
        "a computed value, and only that, says how it is computed. Correct this field.",
    ),
    "form.twice": (
        "l’identifiant « {id} » est employé deux fois. Donnez-en un autre à l’un des deux.",
        "id “{id}” is used twice. Give one of the two another.",
    ),
    "form.unknown": (
        "une condition de « {owner} » regarde « {field} », qui n’est pas demandé avant. Déplacez "
        "l’un des deux, ou changez la condition.",
        "a condition of “{owner}” looks at “{field}”, which is not asked before. Move one of the "
        "two, or change the condition.",
    ),
    "form.types": (
        "une condition de « {owner} » compare deux choses qui ne se comparent pas ({left} et "
        "{right}). Corrigez-la.",
        "a condition of “{owner}” compares two things that do not compare ({left} and {right}). "
        "Correct it.",
    ),
    "form.kind_changed": (
        "le champ « {field} » était de genre « {before} » : il ne peut pas devenir « {after} ». "
        "Donnez un nouvel identifiant à la nouvelle question.",
        "field “{field}” was of kind “{before}”: it cannot become “{after}”. Give the new "
        "question an id of its own.",
    ),
}
