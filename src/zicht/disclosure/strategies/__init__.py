"""Ways to protect the tables of a release: what is printed, and how it is repaired."""
