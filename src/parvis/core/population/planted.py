"""What is planted in the synthetic town, for estimators to find; everything else is null.

Effect and sample sizes are explained in `docs/synthetic-town.md`.
"""

from types import MappingProxyType

UNDERSERVED_IRIS, UNDERSERVED_ODDS = 4, 0.4
"""Odds of borrowing at the library in one neighbourhood, against the others."""

CAMPAIGN_RATIO, CAMPAIGN_DAYS, CAMPAIGN_SHARE = 1.6, 60, 0.5
"""Loans of a card that got the letter, over those of one that did not, drawn at random."""

PLACEBO_RATIO = 1.0

CHURN_INTERCEPT, CHURN_LOW_USE, CHURN_YOUNG, CHURN_WOMAN = -1.6, 0.9, 0.7, 0.0
"""Log odds that a card is not used again: fewer than LOW_USE loans, 15 to 24 years, sex (null)."""
LOW_USE = 4

SEGMENTS = MappingProxyType(
    {
        "albums": (0.30, 0.60, 0.04, 0.02, 0.04),
        "romans": (0.86, 0.03, 0.06, 0.03, 0.02),
        "écrans": (0.12, 0.10, 0.50, 0.14, 0.14),
    }
)
"""Shares of the documents each segment borrows, in the order of DOCUMENTS."""
SEGMENT_SHARES = (0.35, 0.40, 0.25)
DOCUMENTS = ("Livre", "Bande dessinée", "Film", "Musique", "Jeu")

DELAY_CATEGORY, DELAY_IRIS, DELAY_RATIO = "Éclairage public", 0, 1.6
"""Median time to close in one neighbourhood over the others, for one category."""
NULL_CATEGORY = "Propreté"

THRESHOLD, THRESHOLD_WIDTH, THRESHOLD_SHARE = 900, 80, 0.45
"""Share of the families just above a tariff threshold (QF, euros) who declare less than it."""

UNBILLED_SITE, UNBILLED_MONTHS_AGO = 0, 2
"""School, and month counted from the end of the exports, whose meals were never invoiced."""

SATISFACTION_DELAY, RESPONSE_SATISFACTION = -0.6, -0.45
"""Effect of the log of the delay on satisfaction; of satisfaction on the log odds to answer."""
