"""The campaigns of the demonstration: two letters of the library, drawn by lot, and judged; and
three waves of surveys, answered by nobody real.

One letter moved its readers, the other is a placebo: nothing here says which, the figures do. The
two waves of the image are drawn from the same law: what differs between them is chance.
"""

from datetime import datetime, timedelta

import numpy as np

from parvis.apps import wired
from parvis.core.access import OPERATOR
from parvis.core.loyalty.questionnaire import QuestionKind, Questionnaire, Role, checked

LETTERS = (
    ("lecture", "Emprunter trois documents ou plus dans les deux mois", 3),
    ("agenda", "Venir aux rendez-vous de l’agenda, et emprunter", 3),
)
WAVES = (("image", "Image 2025", 400, 240), ("image", "Image 2026", 40, 260),
         ("avis", "Automne 2026", 20, 180))  # fmt: skip
"""Questionnaire, name of the wave, days ago, answers."""
_SEED, _ASKED = 13, 1_200
_WORDS = ("Accueil agréable au guichet", "Trop d’attente au téléphone", "La démarche était simple",
          "Je n’ai pas eu de réponse dans le délai")  # fmt: skip
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


def ask_residents(code: str, now: datetime) -> None:
    """Open the waves, answer them, and bring the answers to the sources; again changes nothing."""
    from parvis.apps.campaigns.models import Survey, SurveyAnswer
    from parvis.apps.campaigns.services import feed_answers, open_survey

    rng = np.random.default_rng(_SEED)
    for questionnaire, wave, ago, count in WAVES:
        if Survey.objects.filter(authority__code=code, wave=wave).exists():
            continue
        at = now - timedelta(days=ago)
        made = open_survey(actor=OPERATOR, now=at, authority=code, questionnaire=questionnaire,
                           wave=wave, asked=_ASKED)  # fmt: skip
        asked = wired.questionnaires()[questionnaire]
        SurveyAnswer.objects.bulk_create(
            SurveyAnswer(authority=made.authority, survey=made, by=SurveyAnswer.By.WEB,
                         said=checked(asked, _answer(asked, rng)), answered_at=at)
            for _ in range(count)
        )  # fmt: skip
    feed_answers(now=now)


def _answer(asked: Questionnaire, rng: np.random.Generator) -> dict[str, str]:
    """One answer: somebody more or less pleased, whose words and drivers follow."""
    mood = float(rng.normal(3.6, 0.9))
    found = {}
    for question in asked.questions:
        least, most = question.span
        if question.kind is QuestionKind.CHOICE:
            found[question.id] = str(rng.choice(question.choices))
        elif question.kind is QuestionKind.WORDS:
            found[question.id] = str(rng.choice(_WORDS)) if rng.random() < 0.3 else ""
        else:
            noise = 0.4 if question.role is Role.SATISFACTION else 1.0
            level = least + (most - least) * (mood + float(rng.normal(0, noise)) - 1) / 4
            found[question.id] = str(int(np.clip(round(level), least, most)))
    return found
