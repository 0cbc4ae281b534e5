"""The invented country: places, people, deliveries with faults, and the truth beside them."""

from zicht_invented.making import Invented, invent
from zicht_invented.settings import InventSettings

__all__ = ["InventSettings", "Invented", "invent"]
