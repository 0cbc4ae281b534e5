"""Multiple systems estimation: how many persons no list has seen."""
