"""The campaigns of the demonstration: two letters of the library, drawn by lot, and judged.

One moved its readers, the other is a placebo: nothing here says which, the figures do.
"""

from datetime import datetime

from parvis.core.access import OPERATOR

LETTERS = (
    ("lecture", "Emprunter trois documents ou plus dans les deux mois", 3),
    ("agenda", "Venir aux rendez-vous de l’agenda, et emprunter", 3),
)
FILE, MEASURE, DAYS = "demo_campagnes", "demo_mediatheque", 60


def judge_letters(code: str, now: datetime) -> None:
    """Take up the letters that the library's tool sent, and measure each; again changes nothing."""
    from parvis.apps.campaigns.models import Campaign
    from parvis.apps.campaigns.services import measure_campaign, take_up_elsewhere

    known = set(Campaign.objects.filter(authority__code=code).values_list("title", flat=True))
    for name, goal, least in LETTERS:
        if name in known:
            continue
        made = take_up_elsewhere(
            actor=OPERATOR, now=now, authority=code, contract=FILE, name=name, goal=goal,
            outcome=MEASURE, least=least, window_days=DAYS,
        )  # fmt: skip
        measure_campaign(actor=OPERATOR, now=now, campaign=made.pk)
