"""Simulators: rules tried on the persons of one sector, on the identified side."""
