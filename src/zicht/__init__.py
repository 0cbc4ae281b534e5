"""Zicht: the monitoring system of a national rapporteur."""
