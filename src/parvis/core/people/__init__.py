"""Who is the same person: names, contacts, addresses, the model of agreement, clusters."""
