"""The laws of proof are about the register of the Netherlands."""

from tests.known_register import known, register

__all__ = ["known", "register"]
