"""The verbs of the campaigns."""

from parvis.apps.campaigns.services.actions import declare_action
from parvis.apps.campaigns.services.drafting import draft_campaign, judge_demand
from parvis.apps.campaigns.services.elsewhere import take_up_elsewhere
from parvis.apps.campaigns.services.letters import fetch_letters
from parvis.apps.campaigns.services.measuring import feed_outcomes, measure_campaign
from parvis.apps.campaigns.services.opposing import note_bounces, oppose, unsubscribe
from parvis.apps.campaigns.services.preparing import prepare_campaign
from parvis.apps.campaigns.services.sending import (
    launch_campaign,
    send_next,
    settle_doubts,
    stop_campaign,
)
from parvis.apps.campaigns.services.surveying import answer_survey, close_survey, open_survey
from parvis.apps.campaigns.services.telling import feed_answers
from parvis.apps.campaigns.services.watching import watch_name

__all__ = [
    "answer_survey",
    "close_survey",
    "declare_action",
    "draft_campaign",
    "feed_answers",
    "feed_outcomes",
    "fetch_letters",
    "judge_demand",
    "launch_campaign",
    "measure_campaign",
    "note_bounces",
    "open_survey",
    "oppose",
    "prepare_campaign",
    "send_next",
    "settle_doubts",
    "stop_campaign",
    "take_up_elsewhere",
    "unsubscribe",
    "watch_name",
]
