"""The nouns of Zicht: periods, areas, code lists, and the handovers that rooms exchange. No I/O, no SQL."""
