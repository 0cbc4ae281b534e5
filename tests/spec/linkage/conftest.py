"""Small tables in, links out. Everybody is invented."""

from collections.abc import Callable, Iterator

import numpy as np
import pytest

from zicht.engine.session import Session
from zicht.linkage.linking import Linkage, link
from zicht.vocabulary.people import LinkFields

ROLES = (
    "national_number",
    "token",
    "given_bloom",
    "family_bloom",
    "birth_bloom",
    "given_names",
    "name_prefix",
    "family_name",
    "birth_date",
    "sex",
    "nationality",
    "municipality",
)
SHORT = {
    "number": "national_number",
    "given": "given_names",
    "prefix": "name_prefix",
    "family": "family_name",
    "birth": "birth_date",
    "place": "municipality",
}


@pytest.fixture
def session(tmp_path) -> Iterator[Session]:
    with Session(
        tmp_path / "private", memory="500MB", disk_is_encrypted=True
    ) as opened:
        yield opened


def hand_over(session: Session, table: str) -> LinkFields:
    """Write a small table: `|` between cells, `-` for a missing value; columns record, source and the link fields."""
    rows = [
        [cell.strip() for cell in line.split("|")]
        for line in table.strip().splitlines()
    ]
    header = [SHORT.get(name, name) for name in rows[0]]
    columns = {
        name: np.array(
            [None if row[place] == "-" else row[place] for row in rows[1:]],
            dtype=object,
        )
        for place, name in enumerate(header)
    }
    columns["pseud_id"] = columns.pop("record")
    n = len(rows) - 1
    columns.setdefault("source", np.full(n, "comensha_meldingen", dtype=object))
    session.write("fields", columns)
    roles = tuple(role for role in ROLES if role in columns)
    return LinkFields("fields", roles, n)


class Linked:
    """The persons that came out of a small table."""

    def __init__(self, session: Session, fields: LinkFields) -> None:
        self.linkage: Linkage = link(session, fields)
        self.report = self.linkage.report
        rows = session.rows(
            "SELECT pseud_id, person_id, status FROM links ORDER BY pseud_id"
        )
        self.person = {pseud: person for pseud, person, _ in rows}
        self.status = {pseud: status for pseud, _, status in rows}

    def groups(self) -> list[str]:
        """Records of each person, written together: `ab c` are two persons."""
        together: dict[str, str] = {}
        for record, person in sorted(self.person.items()):
            together[person] = together.get(person, "") + record
        return sorted(together.values())


@pytest.fixture
def linked(session) -> Callable[[str], Linked]:
    """Link a small table."""

    def made(table: str) -> Linked:
        return Linked(session, hand_over(session, table))

    return made
