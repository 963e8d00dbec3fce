"""Is the offer adapted: prices, access, places, attendance to come."""
