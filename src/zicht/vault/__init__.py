"""Keeps identities apart from what is counted: pseudonyms, link fields and payload, encrypted at rest."""
