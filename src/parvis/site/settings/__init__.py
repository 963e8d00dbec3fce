"""Settings of the house, one short module per topic; all depend on the environment only."""

from parvis.site.settings.base import *  # noqa: F403
from parvis.site.settings.database import *  # noqa: F403
from parvis.site.settings.jobs import *  # noqa: F403
from parvis.site.settings.login import *  # noqa: F403
from parvis.site.settings.mail import *  # noqa: F403
from parvis.site.settings.security import *  # noqa: F403
from parvis.site.settings.static import *  # noqa: F403
from parvis.site.settings.uploads import *  # noqa: F403
