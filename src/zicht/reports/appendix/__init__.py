"""Chapters at the end of a report, made from the release: how figures are come by, sources, and every number."""
