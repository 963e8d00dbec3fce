"""Messages to the people of the town: rules, not lists; lawful, counted, judged."""
