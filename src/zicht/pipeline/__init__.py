"""The itinerary: which room hands what to which, one function per publication, read top to bottom."""
