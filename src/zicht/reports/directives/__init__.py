"""Sets the directives of a report: one module per subject, each function from a directive to nodes."""
