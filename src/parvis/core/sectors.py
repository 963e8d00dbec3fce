"""The ten sealed sectors.

Source: arrêté of 4 July 2013 (unique decision RU-030), whose list is doctrine since 2018;
each town's DPO confirms it. A person has one identifier per sector, never across sectors.
"""

from enum import StrEnum


class Sector(StrEnum):
    """One sealed sector of a local authority's files."""

    FISCALITE = "fiscalite"
    TRAVAIL_SOCIAL = "travail_social"
    SANTE = "sante"
    TRANSPORTS = "transports"
    ETAT_CIVIL = "etat_civil"
    ELUS = "elus"
    SCOLAIRE_SPORT_CULTURE = "scolaire_sport_culture"
    ECONOMIE_URBANISME = "economie_urbanisme"
    POLICE_VOIRIE = "police_voirie"
    RELATIONS_USAGERS = "relations_usagers"

    @property
    def label(self) -> str:
        """The French name shown on screens."""
        return _LABELS[self]


_LABELS = {
    Sector.FISCALITE: "Fiscalité",
    Sector.TRAVAIL_SOCIAL: "Travail et social",
    Sector.SANTE: "Santé",
    Sector.TRANSPORTS: "Transports",
    Sector.ETAT_CIVIL: "État civil et citoyenneté",
    Sector.ELUS: "Relations avec les élus",
    Sector.SCOLAIRE_SPORT_CULTURE: "Scolaire, sport et culture",
    Sector.ECONOMIE_URBANISME: "Économie et urbanisme",
    Sector.POLICE_VOIRIE: "Police spéciale et voirie",
    Sector.RELATIONS_USAGERS: "Relations avec les usagers",
}
