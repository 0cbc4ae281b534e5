"""Says which records are one person, and how sure that is. Sees link fields, never payload."""
