"""The background works of the doors: fetching mail, telling webhooks, following relays."""

from datetime import timedelta

from parvis.apps.channels.mailbox import fetch
from parvis.apps.channels.relays import follow
from parvis.apps.channels.webhooks import tell_all
from parvis.apps.jobs.definitions import Context, job


@job("channels.mail", attempts=3, every=timedelta(minutes=2))
def mail(context: Context) -> None:
    """Take in the unread letters of the town's mailbox."""
    fetch(now=context.now)


@job("channels.webhooks", attempts=3, every=timedelta(minutes=1))
def webhooks(context: Context) -> None:
    """Tell those who asked of what happened since."""
    tell_all(now=context.now)


@job("channels.relays", attempts=3, every=timedelta(hours=1))
def relays(context: Context) -> None:
    """Ask how the requests held elsewhere go."""
    follow(now=context.now)
