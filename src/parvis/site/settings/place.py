"""The home this process serves: `PARVIS_HOME`, else `./var`."""

import os

from parvis.site.home import home_at

HOME = home_at(os.environ.get("PARVIS_HOME") or "var")
