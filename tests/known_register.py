"""Fixtures of what the register of the Netherlands says; the conftest of tests that need them imports both."""

import pytest

from tests.dutch import release_of_register
from zicht.proof import facts
from zicht.proof.topics import Knowledge
from zicht.vocabulary.releases import Release


@pytest.fixture(scope="session")
def register() -> Release:
    return release_of_register()


@pytest.fixture(scope="session")
def known(register: Release) -> dict[str, Knowledge]:
    return {language: facts.know(register, language) for language in ("nl", "en")}
