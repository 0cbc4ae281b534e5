"""Freezes, reviews, versions and exports what was protected. Reaches neither the engine nor the vault."""
