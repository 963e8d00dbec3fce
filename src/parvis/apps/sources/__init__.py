"""Municipal files: sources, deliveries, quarantine, publications, lines behind figures."""
