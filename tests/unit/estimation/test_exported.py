"""The public face of the room is what it says it is."""

from types import ModuleType

import zicht.estimation


def test_exported_members():
    members = vars(zicht.estimation).items()
    names = {
        name
        for name, value in members
        if not name.startswith("_") and not isinstance(value, ModuleType)
    }
    assert set(zicht.estimation.__all__) == names
