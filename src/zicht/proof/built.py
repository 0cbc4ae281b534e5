"""Proof of what was built: every page, card, alt text and search excerpt is read before it is put in place."""

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from types import MappingProxyType

from zicht.edition.messages import Message, value_in_words
from zicht.proof.blocks import Block, Builder, Document
from zicht.proof.checking import check
from zicht.proof.documents.web import BuiltPage, read_built_page
from zicht.proof.facts import know
from zicht.proof.figure_tables import CellVerdict, FigureTables
from zicht.proof.judging import Judgement, Reason, Verdict
from zicht.proof.lexicon import axes, languages
from zicht.proof.names import NumberedNames, show_digits
from zicht.proof.quantities import find_quantities
from zicht.proof.telling import sentence
from zicht.vocabulary.errors import PublishingError
from zicht.vocabulary.printed_pages import PrintedPage
from zicht.vocabulary.progress import Progress
from zicht.vocabulary.proof_exceptions import ProofException
from zicht.vocabulary.releases import Release

_MOST_SHOWN = 50
"""Contradictions that an error lists."""
_NO_REFERENCES: Mapping[str, frozenset[str]] = MappingProxyType({})
_NOTHING_DECLARED: Mapping[str, tuple[str, ...]] = MappingProxyType({})
_OF_THE_TEXT = frozenset(
    {
        Reason.SUM_DIFFERS,
        Reason.WRONG_DIRECTION,
        Reason.ABOVE_HUNDRED,
        Reason.POINTS,
        Reason.OUTDONE,
    }
)
"""Contradictions of a text with itself, whatever its numbers were printed from."""
_WORD = re.compile(r"[^\W\d_]{4,}")


@dataclass(frozen=True)
class Contradiction:
    """A number of a built page that contradicts the figures, or the page itself.

    Parameters
    ----------
    file, line : where it stands
    language : of the page
    words : the number
    sentence : in which it stands
    why : what it should be
    """

    file: str
    line: int
    language: str
    words: str
    sentence: str
    why: str

    def __str__(self) -> str:
        return f"{self.file}:{self.line}: {self.words} in \u201c{self.sentence}\u201d. {self.why}"


class Proofreader:
    """Reads the pages of a release and collects what they contradict.

    Parameters
    ----------
    release : everything that the pages may know
    exceptions : contradictions that the project declares, with their reason
    tell : is told what was read, and every exception that was needed
    """

    def __init__(
        self,
        release: Release,
        exceptions: Sequence[ProofException] = (),
        tell: Progress | None = None,
    ) -> None:
        self._exceptions = exceptions
        self._tell = tell
        self._knowledge = {}
        self._tables = {}
        self._names = {}
        for language in release.face.languages:
            if language in languages():
                self._knowledge[language] = know(release, language)
                self._tables[language] = FigureTables(release, language)
                self._names[language] = NumberedNames(release, language)
        self._judged: dict[tuple[object, ...], list[Judgement]] = {}
        self._n_unread: Counter[str] = Counter()
        self.n_numbers: Counter[str] = Counter()
        self.contradictions: list[Contradiction] = []

    def read(self, page: PrintedPage) -> None:
        """Read one page."""
        if page.language not in self._knowledge:
            self._n_unread[page.language] += 1
            return
        built = read_built_page(page.html, takes_tables_apart=bool(page.indicators))
        self._read_tables(page, built)
        self._read_charts(page, built)
        self._read_statements(page, built)
        declared = {
            statement.words: statement.figures for statement in built.statements
        }
        self._read_text(page, built.document, built.references, declared)
        if page.excerpt and not _repeats(page, built):
            self._read_text(page, _excerpt(page))

    def _read_tables(self, page: PrintedPage, built: BuiltPage) -> None:
        """Compare each cell of the tables of figures with its figure."""
        tables = self._tables[page.language]
        for cell in built.cells:
            verdict = tables.verdict(cell, page.indicators)
            self.n_numbers[verdict] += 1
            if verdict is CellVerdict.DIFFERS:
                expected = tables.expected(cell, page.indicators)
                headers = f"{cell.row_header}, {cell.column_header}"
                self.contradictions.append(
                    Contradiction(
                        page.file,
                        cell.line,
                        page.language,
                        cell.words,
                        headers,
                        f"The figure is {' or '.join(expected)}.",
                    )
                )

    def _read_charts(self, page: PrintedPage, built: BuiltPage) -> None:
        """Compare each value in the text alternative of a chart with the figures that the page prints."""
        tables = self._tables[page.language]
        for value in built.values if page.indicators else ():
            verdict = tables.value_verdict(value, page.indicators)
            self.n_numbers[verdict] += 1
            if verdict is CellVerdict.DIFFERS:
                self.contradictions.append(
                    Contradiction(
                        page.file,
                        value.line,
                        page.language,
                        value.words,
                        value.name,
                        "No figure of this page is printed so.",
                    )
                )

    def _read_statements(self, page: PrintedPage, built: BuiltPage) -> None:
        """Compare the numbers of each statement with the figures that it declares."""
        tables = self._tables[page.language]
        for statement in built.statements:
            for number in tables.wrong_numbers(statement):
                self.contradictions.append(
                    Contradiction(
                        page.file,
                        statement.line,
                        page.language,
                        number,
                        statement.words,
                        f"It is not printed of {', '.join(statement.figures)}.",
                    )
                )

    def _read_text(
        self,
        page: PrintedPage,
        document: Document,
        references: Mapping[str, frozenset[str]] = _NO_REFERENCES,
        declared: Mapping[str, tuple[str, ...]] = _NOTHING_DECLARED,
    ) -> None:
        """Judge each section of a page; the same section on another page is judged once.

        Digits of names are not read. A number of words that declare their figures is one of these and no other, in the
        period that the words name.
        """
        nameless = self._without_names(document, page.language, declared)
        for section in _sections(nameless):
            if not _counts_anything(section, page.language):
                continue
            judgements = self._judge(page, section)
            moved = section[0].line
            for one in judgements:
                is_contradicted = one.verdict is Verdict.CONTRADICTED
                if is_contradicted and (
                    self._is_printed_from_a_figure(page, one)
                    or self._is_declared(page, one, declared)
                    or self._is_said_of_its_reference(page, one, references)
                ):
                    self.n_numbers[CellVerdict.AGREES] += 1
                    continue
                self.n_numbers[one.verdict] += 1
                if is_contradicted:
                    self.contradictions.append(_contradiction(page, one, moved))

    def _without_names(
        self,
        document: Document,
        language: str,
        declared: Mapping[str, tuple[str, ...]],
    ) -> Document:
        """Return a document in which the digits of names are no quantities.

        Words that declare their figures hold the names of these, even where such a name is a number.
        """
        names, tables = self._names[language], self._tables[language]
        blocks = []
        for block in document.blocks:
            text = tables.hide_names(block.text, declared.get(block.text, ()))
            blocks.append(replace(block, text=names.hide(text)))
        return Document(tuple(blocks))

    def _judge(self, page: PrintedPage, section: Sequence[Block]) -> list[Judgement]:
        """Judge a section, with lines that count from its first."""
        first = section[0].line
        blocks = tuple(replace(block, line=block.line - first) for block in section)
        key = (page.language, blocks)
        if key not in self._judged:
            document = Document(blocks)
            knowledge = self._knowledge[page.language]
            self._judged[key] = check(document, page.language, knowledge)
        return self._judged[key]

    def _is_printed_from_a_figure(
        self, page: PrintedPage, judgement: Judgement
    ) -> bool:
        """Whether a number is a figure that its page declares to print, of the period that its words name."""
        claim = judgement.claim
        tables = self._tables[page.language]
        return tables.prints(claim.quantity.words, page.indicators, claim.period)

    def _is_declared(
        self,
        page: PrintedPage,
        judgement: Judgement,
        declared: Mapping[str, tuple[str, ...]],
    ) -> bool:
        """Whether a number stands in words that declare its figure, and contradicts nothing else that these say."""
        if judgement.reason in _OF_THE_TEXT:
            return False
        claim = judgement.claim
        figures = declared.get(show_digits(claim.block.text), ())
        tables = self._tables[page.language]
        return tables.prints_of(claim.quantity.words, figures, claim.period)

    def _is_said_of_its_reference(
        self,
        page: PrintedPage,
        judgement: Judgement,
        references: Mapping[str, frozenset[str]],
    ) -> bool:
        """Whether the words beside a number speak of the figure that it was printed from, in its period.

        The editor wrote which figure a number is. Words of another group or another year beside it still contradict it.
        """
        if judgement.reason in _OF_THE_TEXT:
            return False
        claim = judgement.claim
        known = self._knowledge[page.language]
        for address in references.get(claim.quantity.words, ()):
            topic = known.topic_of_fact.get(address)
            if topic is None:
                continue
            periods = {fact.period for fact in topic.facts if fact.id == address}
            is_named = any(period in claim.sentence for period in periods)
            is_of_the_period = is_named or not claim.period or claim.period in periods
            is_of_the_group = all(
                _agree(axis, claim.own.get(axis, frozenset()), concepts)
                for axis, concepts in topic.axes.items()
            )
            if is_of_the_period and is_of_the_group:
                return True
        return False

    def finish(self) -> None:
        """Refuse what contradicts itself or the figures, exceptions aside.

        Raises
        ------
        PublishingError : numbers are contradicted; each is named with file and line
        """
        wrong: list[Contradiction] = []
        needed: Counter[ProofException] = Counter()
        for contradiction in self.contradictions:
            exception = self._exception(contradiction)
            if exception is None:
                wrong.append(contradiction)
            else:
                needed[exception] += 1
        self._say(needed)
        if wrong:
            raise PublishingError(
                f"Numbers on pages that contradict what is known: {len(wrong)}.",
                details=[str(one) for one in wrong[:_MOST_SHOWN]],
                now="Correct the text or the figure, or declare the contradiction with its reason in proof.toml.",
            )

    def _exception(self, contradiction: Contradiction) -> ProofException | None:
        for exception in self._exceptions:
            is_of_the_language = exception.language in {"", contradiction.language}
            is_of_the_number = _spaced(exception.number) == _spaced(contradiction.words)
            is_in_the_words = exception.words in contradiction.sentence
            if is_of_the_language and is_of_the_number and is_in_the_words:
                return exception
        return None

    def _say(self, needed: Counter[ProofException]) -> None:
        """Tell what was read, what was not, and which exceptions were needed."""
        if self._tell is None:
            return
        counts = tuple(
            Message("proof.count", n=n, verdict=value_in_words(verdict))
            for verdict, n in sorted(self.n_numbers.items())
        )
        n_read = self.n_numbers.total()
        self._tell(
            Message("proof.read", n=n_read, counts=counts or Message("value.none"))
        )
        for language, n in sorted(self._n_unread.items()):
            self._tell(Message("proof.unread", n=n, language=language))
        for exception, n in needed.items():
            self._tell(Message("proof.known", n=n, exception=exception))
        for exception in self._exceptions:
            if exception not in needed:
                self._tell(Message("proof.unseen", exception=exception))


def _agree(axis: str, said: frozenset[str], concepts: frozenset[str]) -> bool:
    """Whether words on an axis name a figure, or nothing but what sentences name by the way."""
    known = axes().get(axis)
    telling = said - known.incidental if known else said
    return not telling or bool(telling & concepts)


def _sections(document: Document) -> Iterator[list[Block]]:
    """Cut a page at its headings: no sentence speaks of what stands under another heading."""
    section: list[Block] = []
    for block in document.blocks:
        if section and block.headings != section[-1].headings:
            yield section
            section = []
        section.append(block)
    if section:
        yield section


def _counts_anything(section: Sequence[Block], language: str) -> bool:
    """Whether a section holds a number at all: most hold none, and need no further look."""
    return any(find_quantities(block.text, language) for block in section)


def _repeats(page: PrintedPage, built: BuiltPage) -> bool:
    """Whether every number of an excerpt stands on its page, which was read; search runs its sentences together."""
    texts = [block.text for block in built.document.blocks]
    texts += [cell.words for cell in built.cells]
    texts += [value.words for value in built.values]
    printed = {
        _spaced(quantity.words)
        for text in texts
        for quantity in find_quantities(text, page.language)
    }
    numbers = find_quantities(page.excerpt, page.language)
    return all(_spaced(number.words) in printed for number in numbers)


def _excerpt(page: PrintedPage) -> Document:
    """Return what search shows of a page: its title, and the start of its text."""
    builder = Builder()
    builder.heading(page.title, level=1, line=1)
    builder.paragraph(page.excerpt, line=1)
    return Document(tuple(builder.blocks))


def _contradiction(
    page: PrintedPage, judgement: Judgement, moved: int
) -> Contradiction:
    claim = judgement.claim
    file, line = page.file, claim.line + moved
    if page.source is not None:
        words = show_digits(claim.sentence)
        file, line = page.source.file, _line_of_words(page.source.text, words)
    return Contradiction(
        file=file,
        line=line,
        language=page.language,
        words=claim.quantity.words,
        sentence=show_digits(" ".join(claim.sentence.split())),
        why=sentence(judgement),
    )


def _spaced(number: str) -> str:
    """Return a number with plain spaces for those that keep a line together."""
    return " ".join(number.split())


def _line_of_words(source: str, words: str) -> int:
    """Return the line of a text that shares most letters with a sentence; numbers stand there as references."""
    wanted = _WORD.findall(words)
    longest, found = 0, 1
    for number, line in enumerate(source.split("\n"), start=1):
        there = set(_WORD.findall(line))
        n_shared = sum(len(word) for word in set(wanted) & there)
        if n_shared > longest:
            longest, found = n_shared, number
    return found
