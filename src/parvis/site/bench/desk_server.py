"""The service under load: the town's own server and worker on the home in PARVIS_HOME.

Argument: the port. Besides the town's pages it answers the bare ones, on the same processes.
"""

import os
import sys

from parvis.site.home import home_at
from parvis.site.start import start

if __name__ == "__main__":
    home = home_at(os.environ["PARVIS_HOME"])
    start(home)
    from parvis.site import serve

    serve.APPLICATION = "parvis.site.bench.bare_wsgi:application"
    serve.serve(home, "127.0.0.1", int(sys.argv[1]))
