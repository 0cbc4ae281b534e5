"""A release that an earlier version of Zicht wrote still opens, verifies, and says what it said.

The release under `data/format_1` was written before estimates had a type of their own: with an estimate from
registrations, one from a published table, and a document of every kind.
"""

import json
import shutil
from dataclasses import replace
from pathlib import Path

import pytest

from zicht.edition.labels import Labels
from zicht.release.approval import read_approvals
from zicht.release.freeze import Sealed, freeze
from zicht.release.store import read, verify
from zicht.vocabulary.errors import ReleaseError
from zicht.vocabulary.releases import Inputs, Release
from zicht.vocabulary.roles import Roles
from zicht.vocabulary.text import Text

(EARLIER,) = (Path(__file__).parent / "data" / "format_1").iterdir()


def test_it_verifies_with_its_seal_and_its_signatures() -> None:
    assert verify(EARLIER) == []
    assert [approval.reviewer for approval in read_approvals(EARLIER)] == ["lezer"]


def test_an_altered_byte_is_still_seen(tmp_path: Path) -> None:
    altered = shutil.copytree(EARLIER, tmp_path / EARLIER.name)
    estimates = altered / "content" / "estimates.json"
    estimates.write_text(estimates.read_text().replace("4700.0", "4701.0"))
    assert verify(altered) == ["estimates.json was altered."]


def test_an_estimate_from_registrations_has_its_methods_verdict_and_strata() -> None:
    estimate = read(EARLIER).estimates["P01"]
    independence = estimate.methods[0]
    assert (independence.estimate, independence.lower, independence.upper) == (
        4700.0,
        4180.0,
        5400.0,
    )
    assert estimate.headline is None
    assert [c.name for c in estimate.verdict.criteria if c.met is False] == [
        "agreement"
    ]
    assert estimate.totals[0].levels == {"year": "2019"}
    assert estimate.totals[0].visible_share is not None
    assert estimate.list_names["politie"] == Text("Politie", "Police")
    assert estimate.sensitivity is None


def test_an_estimate_from_a_published_table_has_what_shakes_it() -> None:
    estimate = read(EARLIER).estimates["P01-2010-2015"]
    assert (estimate.period, estimate.years, estimate.observed) == (
        "2010-2015",
        6,
        8234,
    )
    assert estimate.sensitivity is not None
    assert estimate.sensitivity.without_list[0].left_out == "I"
    assert estimate.sensitivity.consistency[0].ratio == pytest.approx(107.3 / 398, 1e-3)
    assert estimate.overlap[0][0] == 398


def test_documents_indicators_and_receipts_are_read_as_they_were() -> None:
    release = read(EARLIER)
    kinds = {document.kind for document in release.documents}
    assert {"recommendation", "report", "synonym", "account"} <= kinds
    assert release.indicators["K08-om"].statistics is not None
    assert release.receipts[0].source
    assert release.inputs.code == "b" * 64


def test_a_release_of_a_later_format_is_not_read_as_one_of_today(
    tmp_path: Path,
) -> None:
    later = shutil.copytree(EARLIER, tmp_path / EARLIER.name)
    manifest = later / "content" / "manifest.json"
    fields = json.loads(manifest.read_text(encoding="utf-8"))
    manifest.write_text(json.dumps({**fields, "format": 99}), encoding="utf-8")
    with pytest.raises(ReleaseError, match="has format 99"):
        read(later)
    assert any("has format 99" in problem for problem in verify(later))


def test_its_roles_are_filled_by_the_ids_that_zicht_knew_then() -> None:
    release = read(EARLIER)
    assert release.roles.estimated in release.estimates
    assert release.roles.theme_of_estimates == "prevalentie"
    assert Labels(release, "en").label("minderjarig", "nee") == "18 and older"


def test_a_release_carries_the_roles_it_was_made_with(
    tmp_path: Path, content: Release, sealed: Sealed
) -> None:
    roles = Roles(seen="A1", chain=("A1", "B1"))
    made = freeze(replace(content, roles=roles), sealed, Inputs(), tmp_path)
    assert read(made).roles == roles
    nobody = freeze(replace(content, roles=Roles()), sealed, Inputs(), tmp_path)
    assert read(nobody).roles == Roles()
