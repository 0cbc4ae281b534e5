"""Words in the languages a project publishes in."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from zicht.vocabulary.errors import ProjectError

Language = Literal["nl", "en"]
LANGUAGES: tuple[Language, ...] = ("nl", "en")


@dataclass(frozen=True, slots=True)
class Text:
    """The same words in Dutch and in English."""

    nl: str
    en: str

    def __post_init__(self) -> None:
        if not self.nl.strip() or not self.en.strip():
            raise ProjectError(
                "A text is empty in one of its languages.",
                now="Write it in Dutch (nl) and English (en).",
            )

    @classmethod
    def from_table(cls, table: Mapping[str, object], *, where: str) -> "Text":
        """Read `{nl = "...", en = "..."}` of a TOML file; `where` names the place for the error."""
        words = [str(table.get(language, "")).strip() for language in LANGUAGES]
        if not all(words):
            raise ProjectError(
                f"{where}: a text needs both languages, nl and en.",
                now="Add the missing one.",
            )
        return cls(*words)

    def in_language(self, language: str) -> str:
        """Give the words in one language."""
        return self.nl if language == "nl" else self.en
