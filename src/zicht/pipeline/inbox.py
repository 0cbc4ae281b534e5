"""Files in the folder with deliveries: each is a delivery, a letter, a note, or a question to who put it there."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path

from zicht import sources
from zicht.pipeline import folders, put_away
from zicht.pipeline.project_keys import sealed_files
from zicht.project.folder import Project
from zicht.vault.sealed_files import SealedFiles
from zicht.vocabulary.errors import DeliveryError

_LETTER = ".toml"
_APPLE_DOUBLE = b"\x00\x05\x16\x07"
"""First bytes of what a Macintosh keeps beside a file on a foreign disk."""
_EXPLANATIONS = ("readme.md", "readme.txt")
"""Files that say what a folder is for."""


class Whereabouts(StrEnum):
    """Where a delivered file is."""

    CLEAR = "clear"
    """The file lies in the folder with deliveries, as the supplier put it there."""
    SEALED = "sealed"
    """The file is sealed away with the vault."""
    NOTE = "note"
    """Only the note of its reception is left in the folder."""


@dataclass(frozen=True)
class Waiting:
    """A delivered file with its letter, or what is left of it.

    Parameters
    ----------
    source : id of the source, the name of the folder it lies in
    file, letter : paths
    digest : of both
    content : digest of the file alone; empty for a note
    whereabouts : of the file
    """

    source: str
    file: Path
    letter: Path
    digest: str
    content: bytes = b""
    whereabouts: Whereabouts = Whereabouts.CLEAR

    @property
    def is_clear(self) -> bool:
        """Whether its file lies in the folder with deliveries."""
        return self.whereabouts is Whereabouts.CLEAR

    @property
    def is_sealed(self) -> bool:
        """Whether its file is sealed away."""
        return self.whereabouts is Whereabouts.SEALED

    @property
    def is_put_away(self) -> bool:
        """Whether only the note of its reception is left."""
        return self.whereabouts is Whereabouts.NOTE

    @property
    def name(self) -> str:
        """Source and name of the file, as messages show them."""
        return f"{self.source}/{sources.printable(self.file.name)}"


@dataclass(frozen=True)
class Inbox:
    """Everything in the folder with deliveries.

    Parameters
    ----------
    waiting : deliveries, by source and name
    questions : a line for every file that is neither a delivery nor a letter; none of them may be passed over
    """

    waiting: tuple[Waiting, ...]
    questions: tuple[str, ...] = ()

    def refuse_questions(self) -> None:
        """Refuse to go on while a file is not understood: what it holds would be missing without a word.

        Raises
        ------
        DeliveryError : with a line per file
        """
        if self.questions:
            raise DeliveryError(
                f"Files in the folder with deliveries that are not understood: {len(self.questions)}."
                " Nothing was published.",
                now="A delivery is deliveries/SOURCE/NAME.csv with its letter NAME.toml: docs/vault.md. Correct or"
                " remove each of these files.",
                details=self.questions,
            )


def open_inbox(project: Project) -> Inbox:
    """List what lies in `deliveries/<source>/`, and account for every file there."""
    root = folders.deliveries(project.folder)
    waiting: list[Waiting] = []
    questions: list[str] = []
    for path in _entries(root):
        shown = f"deliveries/{sources.printable(path.name)}"
        # A link may lead out of the folder, to files that no supplier put there.
        if path.is_symlink() or not path.is_dir():
            if not _explains(path):
                questions.append(f"{shown}: a file that is in the folder of no source")
        elif path.name not in project.forms:
            questions.append(f"{shown} is of no source that the project uses")
        else:
            of_source = _open_folder(project.folder, path)
            waiting += of_source.waiting
            questions += of_source.questions
    sealed = [
        delivery
        for delivery in sealed_deliveries(project.folder)
        if delivery.source in project.forms
    ]
    return Inbox(_one_each(waiting, sealed), tuple(questions))


def _one_each(
    lying: Iterable[Waiting], sealed: Iterable[Waiting]
) -> tuple[Waiting, ...]:
    """Return every delivery once: its file where it lies there, else the sealed one, else the note."""
    clear = [delivery for delivery in lying if not delivery.is_put_away]
    notes = [delivery for delivery in lying if delivery.is_put_away]
    # The first of each digest counts: a file that was put back beside its sealed copy is
    # sealed away again, and a note says least.
    by_digest: dict[str, Waiting] = {}
    for delivery in (*clear, *sealed, *notes):
        by_digest.setdefault(delivery.digest, delivery)
    return tuple(
        sorted(
            by_digest.values(),
            key=lambda delivery: (delivery.source, delivery.file.name),
        )
    )


def sealed_deliveries(project: Path) -> list[Waiting]:
    """List the deliveries of a project that are sealed away.

    Raises
    ------
    VaultError : a sealed file is damaged
    """
    if not any(folders.sealed(project).glob("*/*")):
        return []
    return [
        Waiting(
            about.source,
            Path(about.name),
            Path("letter.toml"),
            about.digest,
            bytes.fromhex(about.content),
            whereabouts=Whereabouts.SEALED,
        )
        for about in sealed_files(project).deliveries()
    ]


def find_deliveries(project: Project) -> list[Waiting]:
    """List the deliveries that can be read; see `open_inbox` for what else lies there."""
    return list(open_inbox(project).waiting)


def _open_folder(project: Path, folder: Path) -> Inbox:
    """Understand what lies in the folder of one source."""
    contents = _sorted_out(folder)
    questions = contents.questions
    deliveries = [
        _delivery(path, contents.letters.get(base), questions)
        for base, path in contents.files.items()
    ]
    waiting = [delivery for delivery in deliveries if delivery]
    digests = {delivery.digest for delivery in waiting}
    notes = _notes(project, contents.notes)
    # A note beside its own file is of a run that was cut short before it removed the
    # file.
    noted = [note for note in notes if note.digest not in digests]
    questions += _letters_without_file(contents, noted)
    return Inbox((*waiting, *noted), tuple(questions))


@dataclass
class _Contents:
    """What lies in a folder.

    Parameters
    ----------
    letters, files : by their name without ending
    notes : left in the place of files that were put away
    questions : what is not understood
    """

    letters: dict[str, Path] = field(default_factory=dict)
    files: dict[str, Path] = field(default_factory=dict)
    notes: list[Path] = field(default_factory=list)
    questions: list[str] = field(default_factory=list)


def _sorted_out(folder: Path) -> _Contents:
    """Sort the entries of a folder into letters, files, notes and questions."""
    contents = _Contents()
    for path in _entries(folder):
        name = path.name.lower()
        if path.is_symlink() or not path.is_file():
            contents.questions.append(f"{_shown(path)} is a folder, a link or a device")
        elif name.endswith(put_away.ENDING):
            contents.notes.append(path)
        elif name.endswith(_LETTER):
            contents.letters[path.name[: -len(_LETTER)]] = path
        elif not _explains(path):
            _add_file(contents, path)
    return contents


def _add_file(contents: _Contents, path: Path) -> None:
    """Add a file with rows, or the question why it is not one."""
    base = _base_of(path)
    if base is None:
        contents.questions.append(f"{_shown(path)} is not a kind of file that is read")
    elif base in contents.files:
        namesake = sources.printable(contents.files[base].name)
        contents.questions.append(
            f"{_shown(path)}: {namesake} has the same name; one letter cannot be of both"
        )
    else:
        contents.files[base] = path


def _letters_without_file(contents: _Contents, noted: Iterable[Waiting]) -> list[str]:
    """Name the letters whose file is neither there nor was put away."""
    known = {*contents.files, *(note.file.stem for note in noted)}
    return [
        f"{_shown(path)} is a letter without its file"
        for base, path in contents.letters.items()
        if base not in known and not _is_of_a_note(base, contents.notes)
    ]


def _delivery(path: Path, letter: Path | None, questions: list[str]) -> Waiting | None:
    """Return the delivery of a file and its letter; None, and a question, if one of them cannot be read."""
    base = _base_of(path) or path.name
    if letter is None:
        questions.append(
            f"{_shown(path)} has no letter {sources.printable(base)}{_LETTER} beside it"
        )
        return None
    try:
        content = sources.content_digest(path)
        digest = sources.digest_with_letter(content, letter)
    except DeliveryError as error:
        questions.append(f"{_shown(path)}: {error.what}")
        return None
    return Waiting(path.parent.name, path, letter, digest, content)


def _notes(project: Path, paths: Sequence[Path]) -> list[Waiting]:
    """Read notes with the keys of a project, which need not have any where there are no notes."""
    if not paths:
        return []
    files = sealed_files(project)
    return [
        Waiting(
            path.parent.name,
            path,
            path.with_suffix(_LETTER),
            put_away.read_note(path, files),
            whereabouts=Whereabouts.NOTE,
        )
        for path in paths
    ]


def _is_of_a_note(base: str, notes: Iterable[Path]) -> bool:
    """Whether a letter belongs to a file that was put away: its note is called NAME-1a2b3c4d."""
    return any(note.stem.rpartition("-")[0] == base for note in notes)


def _entries(folder: Path) -> list[Path]:
    """List a folder by name, without what systems and programs hide there."""
    if not folder.is_dir():
        return []
    return sorted(
        path for path in folder.iterdir() if not _is_hidden_by_a_program(path)
    )


def _is_hidden_by_a_program(path: Path) -> bool:
    """Whether a system or an office program put a file there: settings of a folder, a lock, notes about a file."""
    name = path.name
    if name in ("Thumbs.db", "desktop.ini") or name.startswith("~$"):
        return True
    # A hidden file that ends as a table is not passed over: it may be a delivery with a
    # wrong name.
    if name[0] not in ".~":
        return False
    is_beside = name.startswith("._") and _starts_with(path, _APPLE_DOUBLE)
    return is_beside or not name.lower().endswith(sources.SUFFIXES_OF_TABLES)


def _starts_with(path: Path, start: bytes) -> bool:
    if path.is_symlink() or not path.is_file():
        return False
    with path.open("rb") as file:
        return file.read(len(start)) == start


def _base_of(path: Path) -> str | None:
    """Return the name of a table without its ending; None if it does not end as one."""
    name = path.name
    endings = sorted(sources.SUFFIXES_OF_TABLES, key=len, reverse=True)
    for packed in (".gz", ""):
        for ending in endings:
            suffix = f"{ending}{packed}"
            if name.lower().endswith(suffix) and len(name) > len(suffix):
                return name[: -len(suffix)]
    return None


def _explains(path: Path) -> bool:
    return path.is_file() and path.name.lower() in _EXPLANATIONS


def _shown(path: Path) -> str:
    return f"deliveries/{path.parent.name}/{sources.printable(path.name)}"


def put_file_away(waiting: Waiting, files: SealedFiles) -> None:
    """Leave a note in the place of a delivered file that was sealed away."""
    base = _base_of(waiting.file) or waiting.file.stem
    put_away.leave_note(waiting.file, base, waiting.source, waiting.digest, files)
