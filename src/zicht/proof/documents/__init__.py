"""Reads a file into blocks: Markdown, plain text, HTML, DOCX, ODT and PDF."""

from zicht.proof.documents.reading import SUFFIXES, read_document, read_text

__all__ = ["SUFFIXES", "read_document", "read_text"]
