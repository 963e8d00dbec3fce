"""The verbs of the campaigns."""

from parvis.apps.campaigns.services.actions import declare_action
from parvis.apps.campaigns.services.drafting import draft_campaign, judge_demand
from parvis.apps.campaigns.services.elsewhere import take_up_elsewhere
from parvis.apps.campaigns.services.measuring import feed_outcomes, measure_campaign
from parvis.apps.campaigns.services.opposing import note_bounces, oppose, unsubscribe
from parvis.apps.campaigns.services.preparing import prepare_campaign
from parvis.apps.campaigns.services.sending import (
    launch_campaign,
    send_next,
    settle_doubts,
    stop_campaign,
)

__all__ = [
    "declare_action",
    "draft_campaign",
    "feed_outcomes",
    "judge_demand",
    "launch_campaign",
    "measure_campaign",
    "note_bounces",
    "oppose",
    "prepare_campaign",
    "send_next",
    "settle_doubts",
    "stop_campaign",
    "take_up_elsewhere",
    "unsubscribe",
]
