"""Contradictions that a project knows of and prints all the same."""

from dataclasses import dataclass


@dataclass(frozen=True)
class ProofException:
    """A number that contradicts what is known, and that is printed on purpose.

    Parameters
    ----------
    number : as it is printed
    words : of its sentence; empty for any sentence
    language : of the text; empty for every language
    reason : why it is printed all the same
    date : on which it was decided, as YYYY-MM-DD
    """

    number: str
    reason: str
    date: str
    words: str = ""
    language: str = ""

    def __str__(self) -> str:
        return f"{self.number} ({self.date}): {self.reason}"
