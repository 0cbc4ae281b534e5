"""Settings of splink whose conditions are parsed once in a process.

Splink parses the condition of every level twice for each linker: a fifth of the time that it takes to link a few
hundred records. Import this module where it is used, since splink loads slowly.
"""

import json
from functools import cache

from splink import SettingsCreator
from splink.internals.settings import Settings


class ParsedSettings(SettingsCreator):
    """Settings that keep what splink made of them.

    A linker that predicts only reads them; one that is trained would write its estimates into them.
    """

    def get_settings(self, sql_dialect_str: str) -> Settings:
        """Return the settings in a dialect of SQL, the same object each time."""
        kept: dict[str, Settings] = self.__dict__.setdefault("_kept", {})
        if sql_dialect_str not in kept:
            kept[sql_dialect_str] = super().get_settings(sql_dialect_str)
        return kept[sql_dialect_str]


@cache
def parsed_settings(settings: str) -> ParsedSettings:
    """Return the settings that splink made of a text, made once in a process for each text.

    Parameters
    ----------
    settings : in the words of splink, as JSON: text can be looked up among those that were parsed before
    """
    return ParsedSettings(**json.loads(settings))
