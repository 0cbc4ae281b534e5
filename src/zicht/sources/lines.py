"""Lines of a text file: one after the other, or many at once where none of them has quotes."""

from collections.abc import Collection, Iterator
from itertools import repeat

from zicht.vocabulary.errors import DeliveryError

LONGEST_LINE = 1_000_000
"""Characters of a line; a longer one is not of a table."""
_MOST_LINES_OF_A_ROW = 1_000
"""Lines that a row with line ends within its quotes may take."""


class Lines(Iterator[str]):
    """Lines of text, while they are counted; those of the row that is being read are remembered.

    Parameters
    ----------
    texts : parts of the file, each of whole lines; the last one may lack its line end
    encoding : in which the file is written
    """

    def __init__(self, texts: Iterator[str], encoding: str) -> None:
        self.encoding = encoding
        self.number = 0
        self.unreadable = 0
        self.taken: list[str] = []
        self.ends = True
        self._texts = texts
        self._text = ""
        self._lines: list[str] = []
        self._place = 0
        self._beyond_ascii = 0
        self._are_utf8 = not encoding.startswith("utf")

    def __next__(self) -> str:
        if self.is_between_texts and not self._read_text():
            raise StopIteration
        line = self._lines[self._place]
        self._place += 1
        self.number += 1
        if len(line) >= LONGEST_LINE:
            raise _too_long(self.number)
        if self.ends or not self.is_between_texts:
            line += "\n"
        if not line.isascii() or "\0" in line:
            line = self._checked(line)
        self.taken.append(line)
        if len(self.taken) > _MOST_LINES_OF_A_ROW:
            raise DeliveryError(
                f"line {self.number - len(self.taken) + 1}: a quote is opened there and not closed",
                now="Ask for a file with its quotes in pairs.",
            )
        return line

    @property
    def is_between_texts(self) -> bool:
        """Whether every line of the text that was read last is taken."""
        return self._place == len(self._lines)

    def take_plain(
        self, delimiter: str, width: int, names: Collection[str]
    ) -> list[str]:
        """Take what is left of a text, where each of its lines is a row that can be split at its delimiters.

        Parameters
        ----------
        delimiter : between fields
        width : number of fields of a row
        names : of columns; a text that holds all of them may hold the header once more

        Returns
        -------
        lines without their ends; none where they must be read one by one, or where the file ends
        """
        if self.is_between_texts and not self._read_text():
            return []
        lines = self._lines[self._place :]
        text = self._text if self._place == 0 else "\n".join(lines)
        if not self._is_plain(text, names) or not _are_rows(lines, delimiter, width):
            return []
        if not text.isascii():
            self._note_beyond_ascii(text)
        self._place = len(self._lines)
        self.number += len(lines)
        return lines

    def _read_text(self) -> bool:
        """Read the next text; False where the file ends."""
        self._text = next(self._texts, "")
        self._lines = self._text.split("\n")
        self._place = 0
        if not self._text:
            self._lines = []
            return False
        self.ends = self._text.endswith("\n")
        if self.ends:
            self._lines.pop()
        return True

    @staticmethod
    def _is_plain(text: str, names: Collection[str]) -> bool:
        """Whether a text holds no sign with a meaning of its own, no byte that is no text, and no header."""
        if '"' in text or "\0" in text or not _is_text(text):
            return False
        longest_first = sorted(names, key=len, reverse=True)
        return not names or any(name not in text for name in longest_first)

    def _checked(self, line: str) -> str:
        """Count lines that are no text, and lines that would be text in UTF-8 as well."""
        if not line.isascii():
            self._note_beyond_ascii(line)
        if not _is_text(line) or "\0" in line:
            self.unreadable += 1
            return line.encode("utf-8", "replace").decode().replace("\0", "?")
        return line

    def _note_beyond_ascii(self, text: str) -> None:
        self._beyond_ascii += 1
        self._are_utf8 = self._are_utf8 and _is_utf8(text, self.encoding)

    def mistaken(self) -> bool:
        """Whether everything beyond ASCII is UTF-8, in a file that another encoding was declared for."""
        return self._beyond_ascii > 0 and self._are_utf8


def _are_rows(lines: list[str], delimiter: str, width: int) -> bool:
    """Whether every line has one field for each column, none of them is empty as a whole, and none is too long."""
    lengths = [*map(len, lines)]
    if min(lengths) < width or max(lengths) >= LONGEST_LINE:
        return False
    return {*map(str.count, lines, repeat(delimiter))} == {width - 1}


def _too_long(number: int) -> DeliveryError:
    return DeliveryError(
        f"line {number} has more than {LONGEST_LINE:,} characters",
        now="Check the line ends, and whether the file is a table.",
    )


def _is_text(text: str) -> bool:
    try:
        text.encode("utf-8")
    except UnicodeEncodeError:
        return False
    return True


def _is_utf8(text: str, encoding: str) -> bool:
    try:
        text.encode(encoding, "surrogateescape").decode("utf-8")
    except UnicodeError:
        return False
    return True
