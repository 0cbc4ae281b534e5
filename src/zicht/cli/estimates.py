"""Parses values of options of `zicht estimate` into the values that estimation takes."""

from collections.abc import Sequence

from zicht.edition.messages import Message
from zicht.estimation.reading import NO_COVARIATES
from zicht.estimation.verb import Merge
from zicht.vocabulary.errors import UsageError


def parse_covariates(names: Sequence[str]) -> tuple[str, ...] | None:
    """Parse `--covariate`: names of columns, or `none`; None if the option is not given."""
    if not names:
        return None
    if list(names) == [NO_COVARIATES]:
        return ()
    return tuple(names)


def parse_merges(texts: Sequence[str]) -> tuple[Merge, ...]:
    """Parse `A+B` or `A+B=NAME`.

    Raises
    ------
    UsageError : fewer than two lists, or no name after the equals sign
    """
    merges = []
    for text in texts:
        names, mark, into = text.partition("=")
        lists = tuple(name.strip() for name in names.split("+"))
        if len(lists) < 2 or not all(lists) or (mark and not into.strip()):
            raise UsageError(
                Message("error.merge_names_no_lists", text=repr(text)),
                now=Message("error.write_merge"),
            )
        merges.append(Merge(lists, into.strip()))
    return tuple(merges)
