"""Ways to protect tables. Nothing here knows the audit."""
