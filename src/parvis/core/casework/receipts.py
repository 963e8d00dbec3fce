"""The words of acknowledgements: every mention that the law asks for, in its own terms.

Sources: code des relations entre le public et l'administration, articles R112-5 (paper),
R112-11-1 (electronic), R112-6 (a lawful acknowledgement opens the time limits of remedies),
R421-1 and R421-2 of the code de justice administrative (two months).
"""

from dataclasses import dataclass
from datetime import date

from parvis.core import french
from parvis.core.casework.law import Regime
from parvis.core.casework.legal import Acknowledgement, Mention, Silence
from parvis.core.casework.setup import Team


@dataclass(frozen=True, slots=True)
class Received:
    """What was received: its number and code, when, what about, by whom it is handled.

    `address` is where it is followed online, "" if nowhere.
    """

    number: int
    code: str
    received_on: date
    title: str
    town: str
    team: Team
    address: str = ""


@dataclass(frozen=True, slots=True)
class Receipt:
    """An acknowledgement: its title and its paragraphs."""

    title: str
    paragraphs: tuple[str, ...]

    @property
    def text(self) -> str:
        """As the body of a message."""
        return "\n\n".join((self.title, *self.paragraphs))


def receipt(owed: Acknowledgement | None, received: Received, outcome: Silence) -> Receipt:
    """The acknowledgement that is owed; a mere confirmation where the law asks for none."""
    mentions = owed.mentions if owed else frozenset()
    title = (f"Accusé de réception de la demande n° {received.number}" if owed
             else f"Votre demande n° {received.number} est enregistrée")  # fmt: skip
    parts = [_received(received), _service(received, mentions)]
    if Mention.IMPLICIT_DECISION in mentions:
        parts += [_decision(outcome), *_consequence(outcome)]
    elif owed is not None:
        parts.append("Cette demande n’est pas de celles auxquelles le silence de l’"
                     "administration répond : aucune décision implicite n’en naîtra.")  # fmt: skip
    if Mention.MISSING_PIECES in mentions:
        parts.append("Votre dossier est incomplet : la liste des pièces attendues et la date "
                     "limite pour les produire vous sont données à part "
                     "(article L114-5 du code).")  # fmt: skip
    online = f", ou {received.address}" if received.address else ""
    parts.append(f"Pour suivre cette demande : code {received.code}{online}")
    if owed is not None:
        parts.append(f"Établi selon l’article {owed.article} du code des relations entre le "
                     "public et l’administration.")  # fmt: skip
    return Receipt(title, tuple(parts))


def _received(received: Received) -> str:
    return (f"{received.town} a reçu le {french.long_day(received.received_on)} votre demande : "
            f"{received.title}.")  # fmt: skip


def _service(received: Received, mentions: frozenset[Mention]) -> str:
    team = received.team
    reach = [team.address] if Mention.POSTAL_ADDRESS in mentions or not mentions else [
        team.address, team.email]  # fmt: skip
    return (f"Elle est confiée à : {team.title}, {', '.join(reach)}, "
            f"téléphone {team.phone}.")  # fmt: skip


def _decision(outcome: Silence) -> str:
    became = "acceptée" if outcome.regime is Regime.ACCEPTANCE else "rejetée"
    if outcome.due_on is None:
        return (f"Sans réponse dans le délai légal, votre demande sera réputée {became}. Ce délai "
                "ne court pas encore : votre dossier est incomplet.")  # fmt: skip
    return (f"Sous réserve que votre demande soit complète, et sans décision expresse d’ici au "
            f"{french.long_day(outcome.due_on)}, elle sera réputée {became}.")  # fmt: skip


def _consequence(outcome: Silence) -> list[str]:
    if outcome.regime is Regime.ACCEPTANCE:
        return ["Vous pourrez alors demander l’attestation prévue à l’article L232-3 du code."]
    return ["Vous disposerez alors de deux mois pour former un recours gracieux ou hiérarchique "
            "auprès de l’auteur de la décision, ou un recours contentieux devant le tribunal "
            "administratif (www.telerecours.fr)."]  # fmt: skip
