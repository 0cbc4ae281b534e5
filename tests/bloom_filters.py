"""Reads the Bloom filters of names as they are written: a mark of the key, and the bits behind it."""


def bits_of(bloom: str) -> int:
    """Read the bits behind the mark of the key."""
    return int(bloom.partition("-")[2], 16)
