"""A vault for small deliveries."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path

import pytest
from tests.spec.sources.making import CODES, FORMS, GEOGRAPHY, write_delivery

from zicht.engine.session import Session
from zicht.sources import check
from zicht.vault.keys import Keys
from zicht.vault.vault import Vault
from zicht.vocabulary.checked_deliveries import Delivery

Deliver = Callable[..., Delivery]


@pytest.fixture(scope="session", name="keys")
def _keys(tmp_path_factory: pytest.TempPathFactory) -> Keys:
    return Keys.create(tmp_path_factory.mktemp("secret") / "keys")


@pytest.fixture(name="session")
def _session(tmp_path: Path) -> Iterator[Session]:
    with Session(tmp_path / "private", reads=[tmp_path]) as opened:
        yield opened


@pytest.fixture(name="vault")
def _vault(session: Session, keys: Keys, tmp_path: Path) -> Iterator[Vault]:
    with Vault.open(tmp_path / "private" / "vault.duckdb", keys, session) as opened:
        yield opened


@pytest.fixture(name="deliver")
def _deliver(session: Session, tmp_path: Path) -> Deliver:
    def deliver(
        rows: Sequence[Mapping[str, str]],
        source: str = "comensha_meldingen",
        **letter: object,
    ) -> Delivery:
        file, beside = write_delivery(tmp_path / "in", rows, source=source, **letter)
        return check(session, FORMS[source], CODES, GEOGRAPHY, file, beside)

    return deliver
