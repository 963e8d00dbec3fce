"""Days and hours of work: public holidays, opening hours, time zones, working time."""
