"""Planfolio: plans and archives of teacher training as a checked, totalled, searchable static site."""

__version__ = "0.1.0"
