"""Pages, one module per kind: what stands on them, before any template draws it."""
