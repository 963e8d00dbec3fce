"""The composition root: settings, URLs, command line, the wiring of ports to adapters."""
