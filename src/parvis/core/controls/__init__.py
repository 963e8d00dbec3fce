"""Controls: what must hold between the files of a town, and what is said when it does not."""
