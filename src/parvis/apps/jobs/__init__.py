"""Work done apart from the page that asked for it."""
