"""Words to verbs. Heavy rooms are imported when their verb is used, so that `--help` answers at once."""

from zicht.cli.entry import main

__all__ = ["main"]
