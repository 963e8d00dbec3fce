"""Rules and mathematics. Pure Python: no Django, no engine, no I/O, no clock read."""
