"""Controls: what the files of the services must hold, and who is told when they do not."""
