"""The text of an editor with its directives set: what a report, and the list of what moved in it, begin with."""

from zicht.edition.edition import Edition
from zicht.edition.nodes import Problem
from zicht.reports.markdown import read
from zicht.reports.resolving import set_blocks
from zicht.reports.wording import Setting
from zicht.vocabulary.releases import Document


def source_file(document: Document, language: str) -> str:
    """Name of the file that an editor writes a report in."""
    return f"{document.facts.get('folder', f'reports/{document.id}')}/{language}.md"


def set_report(document: Document, edition: Edition) -> Setting:
    """Read and resolve the text of a report in one language, with every problem in it."""
    file = source_file(document, edition.language)
    blocks, problems = read(edition.say(document.body), file)
    setting = set_blocks(blocks, edition, file)
    setting.problems[:0] = problems
    title = edition.say(document.title)
    if not setting.blocks and not setting.problems:
        setting.problems.append(Problem(file, 1, f"{title!r} has no text."))
    return setting
