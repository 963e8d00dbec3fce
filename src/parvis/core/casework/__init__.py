"""A request of a resident: its states, its working clock, its legal clock."""
