"""Zicht: the monitoring system of a national rapporteur."""

__version__ = "0.1.0"
