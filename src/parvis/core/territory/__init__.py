"""Territories: codes, official statistics, indicators, comparable communes, the portrait."""
