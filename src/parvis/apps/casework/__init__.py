"""Requests of residents, from any channel: their records, their history, what is done to them."""
