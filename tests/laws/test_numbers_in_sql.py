"""The check of a number in SQL says what its validator says, of every text that it judges."""

from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zicht.engine.session import Session
from zicht.engine.words import Sql, sql
from zicht.sources.numbers import check_in_sql, validator_named

NUMBERS = st.lists(
    st.one_of(
        st.from_regex(r"[0-9]{9}", fullmatch=True),
        st.from_regex(r"[0-9]{8,10}", fullmatch=True),
        st.sampled_from(["000000000", "111222333", "111222334", "1112.22.333", ""]),
    ),
    min_size=1,
    max_size=200,
)


@pytest.fixture(scope="module", name="session")
def _session(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Session]:
    with Session(tmp_path_factory.mktemp("numbers")) as opened:
        yield opened


@given(texts=NUMBERS)
def test_the_eleven_test_in_sql_is_that_of_the_library(
    session: Session, texts: list[str]
) -> None:
    validate = validator_named("nl.bsn")
    check = check_in_sql("nl.bsn", Sql("text"))
    assert validate is not None
    assert check is not None
    judged = session.rows(
        sql(
            "SELECT text, {fails} FROM (SELECT unnest(?::VARCHAR[]) AS text) WHERE {plain}",
            fails=check.fails,
            plain=check.is_plain,
        ),
        [texts],
    )
    assert {text for text, _ in judged} == {
        text for text in texts if len(text) == 9 and text.isdigit()
    }
    for text, fails in judged:
        assert validate(text) == ("" if fails else text)
