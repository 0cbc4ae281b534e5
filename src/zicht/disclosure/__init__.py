"""The gate: turns a Draft into a Protected, or refuses with reasons."""
