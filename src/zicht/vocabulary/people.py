"""Link fields and payload of people: two types, so that handing over the wrong one is an error of type."""

from collections.abc import Mapping
from dataclasses import dataclass

from zicht.vocabulary.errors import LinkageError
from zicht.vocabulary.forms import LinkRole


@dataclass(frozen=True)
class LinkFields:
    """Handle on the link fields of every record: one row per record, keyed by pseudonym. For linkage only.

    Parameters
    ----------
    relation : name in the engine's session; columns `pseud_id`, `source` and one text column per `LinkRole`, of that
        name. A value is missing where the source has none, where it is unknown, a placeholder, or a number that fails
        its check
    columns : names of the link fields, all of them roles
    rows : number of records
    """

    relation: str
    columns: tuple[str, ...]
    rows: int

    def __post_init__(self) -> None:
        strays = sorted(set(self.columns) - set(LinkRole))
        if strays:
            raise LinkageError(
                f"Link fields: {', '.join(strays)} is not a role in linkage.",
                now=f"Roles are {', '.join(LinkRole)}.",
            )


@dataclass(frozen=True)
class Payload:
    """Handle on the payload of every record, without anything that names a person. For indicators only.

    Parameters
    ----------
    relations : source to relation name; columns `pseud_id`, `source_record_id`, `delivery_id`, `valid_from` and its own
    rows : source to number of records
    """

    relations: Mapping[str, str]
    rows: Mapping[str, int]


@dataclass(frozen=True)
class Links:
    """Which pseudonyms are one person.

    Parameters
    ----------
    relation : name in the engine's session; columns `pseud_id`, `persoon_id`, `status` (why they were linked)
    persons, records : numbers of each
    statuses : status to number of records
    """

    relation: str
    persons: int
    records: int
    statuses: Mapping[str, int]

    def __post_init__(self) -> None:
        if self.persons > self.records or sum(self.statuses.values()) != self.records:
            raise LinkageError(
                f"Links: {self.persons} persons and {self.records} records do not fit."
            )
