"""Seeded sentences in which names, telephones, e-mails and addresses are planted, to be masked."""

from collections.abc import Iterator

import numpy as np

_FIRST = (
    "Jean Marie Sophie Mohamed Fatima Jean-Pierre Aurélie Nathalie Kévin Inès Youssef Camille "
    "Chloé Lucas Émilie Béatrice Gérard Monique Thierry Aïcha Mathéo Élodie François Jacqueline"
).split()
_LAST = (
    "Durand|Lefèvre|Le Gall|de La Tour|Ben Ali|O’Connor|Petit|Moreau-Dubois|Nguyen|Da Silva|"
    "Garcia|Chevalier|Fontaine|Traoré|Renaud|Bouvier|Muller|Perrin"
).split("|")
_STREETS = (
    "rue de la République|avenue du Général de Gaulle|place Saint-Martin|chemin des Vignes|"
    "boulevard Victor Hugo|impasse du Moulin|allée des Tilleuls|route de Blois|rue Poterie|"
    "quai de l’Horloge|faubourg Chartrain|résidence Les Cèdres"
).split("|")
_FRAMES = (
    "Bonjour, je suis {full} et j’attends toujours ma réponse.",
    "{title} {last} m’a très bien reçu au guichet.",
    "Merci à {full}, toujours à l’écoute.",
    "J’ai eu {title} {last} au téléphone, elle a réglé mon dossier.",
    "Rappelez-moi au {phone} s’il vous plaît.",
    "Vous pouvez m’écrire à {mail} ou m’appeler au {phone}.",
    "J’habite {address} et personne n’est venu.",
    "Le lampadaire devant le {address} est éteint depuis un mois.",
    "Cordialement, {full}",
    "Dossier au nom de {shout}, déposé en mars.",
    "L’agent {full} a été désagréable. Mon courriel : {mail}.",
    "{full} {address} tél. {phone}",
)


def sentences(count: int, seed: int) -> Iterator[tuple[str, tuple[str, ...]]]:
    """`count` sentences, each with what is secret in it."""
    rng = np.random.default_rng(seed)
    for rank in range(count):
        frame = _FRAMES[rank % len(_FRAMES)]
        planted = _planted(rng)
        used = {name: value for name, value in planted.items() if f"{{{name}}}" in frame}
        secrets = tuple(v for n, v in used.items() if n != "title")
        yield frame.format(**planted), secrets


def _planted(rng: np.random.Generator) -> dict[str, str]:
    first, last = str(rng.choice(_FIRST)), str(rng.choice(_LAST))
    address = f"{rng.integers(1, 180)}{rng.choice(['', ' bis', 'B', ','])} {rng.choice(_STREETS)}"
    return {
        "full": f"{first} {last}", "last": last, "shout": f"{last.upper()} {first}",
        "title": str(rng.choice(["Madame", "M.", "Mme", "Monsieur"])),
        "phone": _phone(rng), "address": address,
        "mail": f"{first.lower()}.{last.split()[-1].lower()}@{rng.choice(['free', 'orange'])}.fr",
    }  # fmt: skip


def _phone(rng: np.random.Generator) -> str:
    pairs = [f"{rng.integers(0, 100):02d}" for _ in range(4)]
    separator = str(rng.choice([" ", ".", "", "-"]))
    head = str(rng.choice(["06", "02", "+33 6", "07", "0033 2"]))
    return head + separator + separator.join(pairs)
