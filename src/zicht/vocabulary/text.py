"""Words in the languages a project publishes in."""

import re
import unicodedata
from collections.abc import ItemsView, Iterator, Mapping

from zicht.vocabulary.errors import ProjectError

UNDETERMINED = "und"
"""Code of ISO 639 for words of which nobody says the language."""
_CODE = re.compile(r"[a-z]{2,3}")
_CONTROL_SIGNS = re.compile(rb"[\x00-\x08\x0e-\x19]")
_HIDDEN_SIGNS = re.compile(
    "[\x00-\x1f\x7f-\x9f"  # control signs, ends of lines among them
    "\u200b\u2028-\u202e\u2066-\u2069\ufeff"  # no width, other lines, another order
    "\ud800-\udfff\ue000-\uf8ff]"  # signs of no script
)
"""Signs that no reader sees. Joiners, soft hyphens and single marks of direction, which some languages are written
with, are not among them."""


class Text:
    """The same words in one or more languages.

    Parameters
    ----------
    nl, en : in the languages of Zicht itself, which its own sentences have
    place : file and line where the words stand, for errors
    further : in any other language, by its code of ISO 639

    Raises
    ------
    ProjectError : there are no words, or those of a language are blank

    Examples
    --------
    >>> Text("jaar", "year").in_language("en"), Text(fi="vuosi").in_language("fi")
    ('year', 'vuosi')
    """

    __slots__ = ("_words", "place")

    def __init__(
        self,
        nl: str | None = None,
        en: str | None = None,
        *,
        place: str = "",
        **further: str,
    ) -> None:
        given = {"nl": nl, "en": en, **further}
        words = {code: text for code, text in given.items() if text is not None}
        if not words or not all(text.strip() for text in words.values()):
            raise ProjectError(
                "A text is empty in one of its languages.",
                now="Write its words, or leave that language out.",
            )
        self._words = words
        self.place = place

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Text) and self._words == other._words

    def __hash__(self) -> int:
        return hash(frozenset(self._words.items()))

    def __repr__(self) -> str:
        words = ", ".join(f"{code}={text!r}" for code, text in self._words.items())
        return f"Text({words})"

    @classmethod
    def of(cls, words: Mapping[str, str], *, place: str = "") -> "Text":
        """Make a text of words by language."""
        return cls(**words, place=place)

    @classmethod
    def from_table(cls, table: Mapping[str, object], *, where: str) -> "Text":
        """Read `{nl = "...", en = "..."}` of a TOML file, in any languages; `where` names the place for errors.

        Other keys of the table are left to whoever reads it. That every language of the project is there is checked
        when the whole project is known.
        """
        words = {
            code: text.strip()
            for code, text in table.items()
            if is_language(code) and isinstance(text, str)
        }
        if not words or not all(words.values()):
            raise ProjectError(
                f"{where}: a text has no words, or none in one of its languages.",
                now='Write { en = "..." }, in every language of the project.',
            )
        return cls.of(words, place=where)

    @property
    def languages(self) -> tuple[str, ...]:
        """Codes of the languages it is in."""
        return tuple(self._words)

    def items(self) -> ItemsView[str, str]:
        """Return the code of each language with its words."""
        return self._words.items()

    def in_language(self, language: str) -> str:
        """Return the words in one language; where there are none, those of the first language the text is in.

        A project is refused when its own words lack one of its languages, so the second case is of languages that a
        project does not publish in.
        """
        if language in self._words:
            return self._words[language]
        return next(iter(self._words.values()))

    @property
    def nl(self) -> str:
        """The words in Dutch, or in the first language there is."""
        return self.in_language("nl")

    @property
    def en(self) -> str:
        """The words in English, or in the first language there is."""
        return self.in_language("en")


def holds_control_signs(content: bytes) -> bool:
    """Whether bytes hold control signs that stand in pictures and packed files, and in no text."""
    return _CONTROL_SIGNS.search(content) is not None


def hidden_signs(text: str) -> Iterator[re.Match[str]]:
    r"""Find the signs of a text that no reader sees.

    Such a sign cuts a text short elsewhere (NUL), starts a line in it, or shows it in another order (U+202E).

    Examples
    --------
    >>> [sign.start() for sign in hidden_signs("two\nlines")], [*hidden_signs("l\u2019\u00e9t\u00e9")]
    ([3], [])
    """
    return _HIDDEN_SIGNS.finditer(text)


def letters_and_digits(text: str) -> str:
    """Return the letters and digits of a text, without accents and capitals: spellings of one name become equal.

    Digests of people who withdrew are computed of this form: another one would no longer recognise them.

    Examples
    --------
    >>> letters_and_digits("Zoë O'Brien-Smit"), letters_and_digits("zoe obrien smit")
    ('zoeobriensmit', 'zoeobriensmit')
    """
    plain = unicodedata.normalize("NFKD", text).casefold()
    return "".join(sign for sign in plain if sign.isalnum())


def is_language(code: str) -> bool:
    """Whether a key looks like the code of a language: two or three small letters."""
    return _CODE.fullmatch(code) is not None
