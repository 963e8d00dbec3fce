"""Attendance to come: what is known before a day, as numbers a learner can use."""
