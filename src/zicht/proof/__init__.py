"""Proof: finds the quantities in any text and compares each with the known figures."""
