"""A published release is built once more, byte for byte; where that cannot be, it is said why."""

import pytest
from tests.attack.acting import publish

from zicht.pipeline import folders, itinerary, reproducing
from zicht.release import store
from zicht.vocabulary.errors import ReleaseError
from zicht.vocabulary.progress import silent

pytestmark = pytest.mark.usefixtures("without_pages")


def test_a_published_release_is_built_once_more_byte_for_byte(project) -> None:
    itinerary.run(project, tell=silent)
    release = publish(project)
    found = reproducing.reproduce(project, release, tell=silent)
    assert found["release"] == release
    assert found["files that are the same"] > 10
    assert len(store.list_releases(folders.releases(project))) == 1


def test_other_settings_are_named_and_not_compared(project) -> None:
    itinerary.run(project, tell=silent)
    settings = project / "zicht.toml"
    settings.write_text(settings.read_text() + "\n# another day\n")
    with pytest.raises(ReleaseError, match="other settings"):
        reproducing.reproduce(project, "", tell=silent)
