"""What each directive of a report is set as: one module per subject, each function from a directive to nodes."""
