"""Metrics as data: definition, catalogue, question, plan and answer."""
