"""A release in one language: the one place where a figure gets its words."""
