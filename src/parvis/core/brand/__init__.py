"""What one recognises a town by: its colours made readable, its name, voice, tone and pictures."""
