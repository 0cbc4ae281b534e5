"""Sizes that several rooms agree on."""

MOST_CELLS = 1_500_000
"""Cells of one table, those it leaves out included, and of all tables that are protected as one
system. Above it nobody reads the tables, and no solver ends."""
