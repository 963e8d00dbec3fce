"""Decision notes: what a simulation found, on which assumptions, and what was decided."""
