"""How the journal is read in French: what was done, to what, with which precisions."""

from collections.abc import Mapping
from typing import Any

from parvis.core.access import Role
from parvis.core.loyalty.outreach import Verdict
from parvis.core.sectors import Sector

ACTIONS = {
    "absence.noted": "Absence d’un agent notée",
    "absence.withdrawn": "Absence d’un agent retirée",
    "action.declared": "Action de la ville déclarée",
    "campaign.bounces": "Messages de non-remise lus",
    "campaign.decided": "Finalité d’une campagne décidée",
    "campaign.doubts_settled": "Envois en doute réglés",
    "campaign.launched": "Campagne lancée",
    "campaign.letters": "Courriers d’une campagne remis pour impression",
    "campaign.measured": "Effet d’une campagne mesuré",
    "campaign.opposition": "Opposition notée",
    "campaign.prepared": "Audience d’une campagne préparée",
    "campaign.stopped": "Campagne arrêtée",
    "name.watched": "Nom de la ville cherché dans des marques",
    "campaign.taken_up": "Campagne d’un autre outil reprise",
    "account.closed": "Compte fermé",
    "account.created": "Compte ouvert",
    "account.password": "Mot de passe donné depuis la machine",
    "brand.changed": "Marque du portail changée",
    "catalogue.imported": "Catalogue importé",
    "contract.described": "Fichier décrit",
    "control.cleared": "Contrôle revenu au calme",
    "control.consulted": "Lignes d’un contrôle consultées",
    "control.line_explained": "Ligne d’un contrôle expliquée",
    "control.line_reopened": "Ligne d’un contrôle reprise",
    "control.raised": "Contrôle levé",
    "contacts.searched": "Personne cherchée parmi les demandes",
    "delivery.discarded": "Livraison écartée",
    "delivery.kept": "Fichier chargé",
    "delivery.refused": "Fichier refusé",
    "demarche.hidden": "Démarche retirée du portail",
    "demarche.shown": "Démarche affichée sur le portail",
    "note.decided": "Choix noté sur une note de décision",
    "note.kept": "Note de décision établie",
    "note.removed": "Note de décision retirée",
    "places.described": "Zones, lieux ou rues décrits",
    "places.forgotten": "Description de lieux retirée",
    "journal.exported": "Journal emporté en CSV",
    "key.rotated": "Clé des pseudonymes changée",
    "form.dropped": "Brouillon de formulaire abandonné",
    "form.published": "Formulaire publié",
    "loyalty.consulted": "Fidélité à un service consultée",
    "line.consulted": "Ligne d’origine consultée",
    "lines.consulted": "Lignes consultées derrière un chiffre",
    "parent.accepted": "Autre parent reconnu",
    "parent.asked": "Autre parent invité",
    "parent.ended": "Lien avec l’autre parent terminé",
    "parent.silent": "Suivi de l’enfant caché à l’autre parent",
    "parent.told": "Suivi de l’enfant montré à l’autre parent",
    "pair.consulted": "Deux fiches regardées côte à côte",
    "homes.consulted": "Foyers d’un secteur regardés",
    "pair.ruled": "Décision sur deux fiches",
    "pair.ruling_undone": "Décision sur deux fiches retirée",
    "power.accepted": "Mandat accepté",
    "power.ended": "Mandat terminé",
    "power.given": "Mandat confié",
    "persons.linked": "Fiches rapprochées dans leur secteur",
    "quarantine.consulted": "Lignes refusées consultées",
    "purpose.used": "Secteurs joints pour une finalité déclarée",
    "quarantine.downloaded": "Lignes refusées téléchargées",
    "quarantine.set_aside": "Lignes refusées abandonnées",
    "desk.configured": "Configuration du guichet importée",
    "release.published": "Publication",
    "release.used": "Retour à une publication",
    "request.consulted": "Dossier consulté",
    "releases.withdrawn": "Publications antérieures à un effacement retirées",
    "rights.erased": "Données d’une personne effacées",
    "rights.exported": "Données d’une personne remises",
    "rights.opened": "Dossier d’une personne ouvert",
    "rights.searched": "Personne recherchée dans tous les secteurs",
    "role.granted": "Rôle donné",
    "role.revoked": "Rôle retiré",
    "rows.purged": "Lignes effacées au terme de leur conservation",
    "second_factor.optional": "Second facteur laissé au choix",
    "second_factor.required": "Second facteur demandé à tous",
    "token.created": "Jeton d’envoi créé",
    "token.revoked": "Jeton d’envoi révoqué",
    "survey.closed": "Enquête close",
    "survey.opened": "Enquête ouverte",
    "session.opened": "Connexion",
    "api_token.made": "Jeton de l’interface donné",
    "api_token.revoked": "Jeton de l’interface retiré",
}

SUBJECTS = {
    "places": "lieux\u00a0: ",
    "watch": "veille n°\u00a0",
    "absence": "absence n°\u00a0",
    "survey": "enquête n°\u00a0",
    "action": "action n°\u00a0",
    "campaign": "campagne n°\u00a0",
    "account": "compte n°\u00a0",
    "authority": "collectivité ",
    "demarche": "démarche ",
    "contract": "contrat ",
    "control": "contrôle ",
    "form": "formulaire ",
    "delivery": "livraison n°\u00a0",
    "key": "clé n°\u00a0",
    "metric": "indicateur ",
    "note": "note n°\u00a0",
    "pair": "paire n°\u00a0",
    "person": "personne n°\u00a0",
    "purpose": "finalité ",
    "release": "publication ",
    "token": "jeton n°\u00a0",
    "ruling": "décision n°\u00a0",
    "run": "rapprochement n°\u00a0",
    "desk": "configuration n°\u00a0",
    "request": "demande n°\u00a0",
}

DETAILS = {
    "files": "fichiers",
    "fairness": "équité",
    "marks": "marques proches",
    "account": "agent",
    "first_on": "du",
    "last_on": "au",
    "addresses": "adresses",
    "again": "à renvoyer",
    "bounced": "adresses refusées",
    "cancelled": "annulés",
    "channel": "canal",
    "frequency": "assez de messages",
    "held_out": "groupe témoin",
    "legal": "textes",
    "no_address": "sans adresse",
    "no_consent": "sans consentement",
    "opposed": "opposés",
    "peers": "communes comparées",
    "twice": "en double",
    "verdict": "décision",
    "written": "à qui l’on écrit",
    "by": "par",
    "contract": "contrat",
    "demarches": "démarches",
    "is_same": "même personne",
    "line": "ligne",
    "lines": "lignes",
    "merged": "réunies",
    "metric": "indicateur",
    "number": "version",
    "offset": "à partir de",
    "period": "période",
    "places": "lieux",
    "persons": "personnes",
    "purpose": "finalité",
    "records": "fiches",
    "releases": "publications",
    "release": "publication",
    "role": "rôle",
    "rows": "lignes",
    "rule": "motif",
    "sector": "secteur",
    "sectors": "secteurs",
    "services": "services",
    "sha256": "empreinte",
    "sources": "sources",
    "split": "séparées",
    "where": "filtre",
}

_VALUES = {value.value: value.label for kind in (Role, Sector, Verdict) for value in kind}
_NAMED = frozenset({"role", "sector", "sectors", "verdict"})
_SHORT_HASH = 16


def label_of(action: str) -> str:
    """The French sentence of `action`; the code itself for one of a later version."""
    return ACTIONS.get(action, action)


def subject_of(subject: str) -> str:
    """ "delivery:12" -> "livraison n° 12"; left as it is when of an unknown kind."""
    kind, colon, key = subject.partition(":")
    return SUBJECTS[kind] + key if colon and kind in SUBJECTS else subject


def details_of(detail: Mapping[str, Any]) -> list[tuple[str, str]]:
    """Each precision that says something, as a French name and a text."""
    kept = {name: value for name, value in detail.items() if value not in ("", [], {}, None)}
    return [(DETAILS.get(name, name), _text(name, value)) for name, value in kept.items()]


def _text(name: str, value: Any) -> str:
    if isinstance(value, Mapping):
        return ", ".join(f"{key} = {_text(key, item)}" for key, item in value.items())
    if isinstance(value, list | tuple):
        return ", ".join(_text(name, item) for item in value)
    if name == "sha256":
        return str(value)[:_SHORT_HASH]
    return _VALUES.get(value, str(value)) if name in _NAMED else str(value)
