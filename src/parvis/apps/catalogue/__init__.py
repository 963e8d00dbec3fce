"""What a town offers to the people it serves: places, services, demarches and their forms."""
