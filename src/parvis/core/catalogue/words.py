"""The words of the catalogue: for whom, at which moment of life, about what."""

from enum import StrEnum


class Audience(StrEnum):
    """For whom a demarche is meant: the nine `cibles` of a town."""

    HABITANT = "habitant"
    FAMILLE = "famille"
    JEUNE = "jeune"
    SENIOR = "senior"
    NOUVEL_ARRIVANT = "nouvel_arrivant"
    ENTREPRISE = "entreprise"
    COMMERCANT = "commercant"
    ARTISAN = "artisan"
    ASSOCIATION = "association"

    @property
    def label(self) -> str:
        """The French name shown on screens."""
        return _AUDIENCES[self]


_AUDIENCES = {
    Audience.HABITANT: "Habitant",
    Audience.FAMILLE: "Famille",
    Audience.JEUNE: "Jeune",
    Audience.SENIOR: "Senior",
    Audience.NOUVEL_ARRIVANT: "Nouvel arrivant",
    Audience.ENTREPRISE: "Entreprise",
    Audience.COMMERCANT: "Commerçant",
    Audience.ARTISAN: "Artisan",
    Audience.ASSOCIATION: "Association",
}


class Theme(StrEnum):
    """What a demarche is about, as the town's own pages are arranged."""

    PAPIERS = "papiers"
    ENFANCE = "enfance"
    RUE = "rue"
    LOGEMENT = "logement"
    SOCIAL = "social"
    CULTURE_SPORT = "culture_sport"
    DECHETS_EAU = "dechets_eau"
    ECONOMIE = "economie"
    ASSOCIATIONS = "associations"
    CITOYENNETE = "citoyennete"

    @property
    def label(self) -> str:
        """The French name shown on screens."""
        return _THEMES[self]


_THEMES = {
    Theme.PAPIERS: "Papiers et état civil",
    Theme.ENFANCE: "Enfance et école",
    Theme.RUE: "Rue et déplacements",
    Theme.LOGEMENT: "Logement et travaux",
    Theme.SOCIAL: "Aides et solidarité",
    Theme.CULTURE_SPORT: "Culture et sport",
    Theme.DECHETS_EAU: "Déchets et eau",
    Theme.ECONOMIE: "Commerces et entreprises",
    Theme.ASSOCIATIONS: "Associations",
    Theme.CITOYENNETE: "Vie de la commune",
}


class LifeEvent(StrEnum):
    """A moment of life that brings somebody to the town hall."""

    NAISSANCE = "naissance"
    ECOLE = "ecole"
    INSTALLATION = "installation"
    PAPIERS = "papiers"
    SIGNALER = "signaler"
    CONSTRUIRE = "construire"
    UNION = "union"
    SORTIR = "sortir"
    VIEILLIR = "vieillir"
    DECES = "deces"
    COMMERCE = "commerce"
    ASSOCIATION = "association"

    @property
    def label(self) -> str:
        """The French name shown on screens."""
        return _EVENTS[self][0]

    @property
    def hint(self) -> str:
        """Three of the things one does then."""
        return _EVENTS[self][1]


_EVENTS = {
    LifeEvent.NAISSANCE: ("Un enfant va naître", "reconnaissance, crèche, livret"),
    LifeEvent.ECOLE: ("Inscrire à l’école", "cantine, garderie, étude"),
    LifeEvent.INSTALLATION: ("S’installer dans la commune", "eau, déchets, listes électorales"),
    LifeEvent.PAPIERS: ("Refaire ses papiers", "carte d’identité, passeport"),
    LifeEvent.SIGNALER: ("Signaler dans la rue", "éclairage, propreté, trottoir"),
    LifeEvent.CONSTRUIRE: ("Construire, agrandir", "déclaration, permis, cadastre"),
    LifeEvent.UNION: ("Se marier, se pacser", "dossier, dates, salle"),
    LifeEvent.SORTIR: ("Sortir, apprendre", "médiathèque, musique, sport"),
    LifeEvent.VIEILLIR: ("Vieillir chez soi", "aides, portage, transport"),
    LifeEvent.DECES: ("Perdre un proche", "acte, concession, accompagnement"),
    LifeEvent.COMMERCE: ("Ouvrir un commerce", "local, enseigne, terrasse"),
    LifeEvent.ASSOCIATION: ("Faire vivre une association", "salle, subvention, forum"),
}
