"""Proof: finds the numbers in any text and checks them against the figures of a release."""

from zicht.proof.checking import Finding, Verdict, check

__all__ = ["Finding", "Verdict", "check"]
