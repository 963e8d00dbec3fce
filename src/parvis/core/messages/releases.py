"""Refusals: releases. Each rule gives its sentence in French, then in English."""

MESSAGES: dict[str, tuple[str, str]] = {}
