"""Pages, one module per kind: their content, before a template draws it."""
