"""Reading a capture table from whatever form it has, and saying what was understood."""

from zicht.estimation.reading.reading import Reading, read_capture_table, read_table

__all__ = ["Reading", "read_capture_table", "read_table"]
