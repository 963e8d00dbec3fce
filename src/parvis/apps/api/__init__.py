"""The programming interface: protected tables for other tools, behind tokens."""
