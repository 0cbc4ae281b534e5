"""Readers of a project folder: plain files into the nouns of the vocabulary."""
