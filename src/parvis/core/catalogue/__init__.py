"""What a town offers: places, services, demarches, and finding the right one with one's words."""
