"""People and towns that do not exist, made from a seed."""
