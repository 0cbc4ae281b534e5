"""The whole chain on the invented country: equal to the truth, repeatable, idle when nothing changed."""

import json
import shutil
from pathlib import Path

import pytest
from lxml import html

from tests.golden.conftest import run_zicht
from zicht.pipeline import folders
from zicht.release import store
from zicht.vocabulary.figures import FigureKey


def only_release(project: Path) -> Path:
    releases = [
        path
        for path in (project / "releases").iterdir()
        if not path.name.startswith(".")
    ]
    assert len(releases) == 1
    return releases[0]


def content_of(release: Path) -> dict[str, bytes]:
    content = release / "content"
    return {
        str(path.relative_to(content)): path.read_bytes()
        for path in content.rglob("*")
        if path.is_file()
    }


def test_every_figure_equals_the_truth_within_rounding(finished: Path) -> None:
    found = json.loads(run_zicht("truth", finished, "--json").stdout)["indicators"]
    promised = {
        *(f"V0{n}" for n in range(1, 10)),
        *(f"K0{n}" for n in range(1, 8)),
        *(f"S0{n}" for n in range(1, 5)),
        *(
            "P03",
            "P03-jaar",
            "P03-niemand",
            "S06",
            "S06-verwijderd",
            "S17",
            "W01",
            "V16",
        ),
    }
    promised |= {
        "K03-stroom",
        "K04-stroom",
        "K08-om",
        "K08-rechter",
        "R02-speciaal",
        "S08",
        "D01",
        "D02",
        "L01",
        "L01S",
    }
    assert promised <= found.keys()
    for indicator, score in found.items():
        assert score["figures"] > 0, indicator
        if score["is_sampled"]:
            # Of twenty truths one may lie outside its 95% interval; none lies far from it.
            assert score["within"] >= 0.9 * score["figures"], (indicator, score)
            assert score["far"] == 0, (indicator, score)
        else:
            assert score["within"] == score["figures"], (indicator, score)
        assert score["missing"] == score["extra"] == 0, (indicator, score)
    assert sum(score["shown"] for score in found.values()) > 500


def test_a_second_run_does_nothing_and_says_so(finished: Path) -> None:
    # The claim notes which process holds it; the journal notes that the vault was opened.
    files = [
        path
        for path in finished.rglob("*")
        if path.is_file()
        and path.name != "claim"
        and not path.is_relative_to(folders.journal(finished).parent)
    ]
    before = {path: path.stat().st_mtime_ns for path in files}
    result = json.loads(run_zicht("run", finished, "--json").stdout)
    assert result["unchanged"] is True
    assert {path: path.stat().st_mtime_ns for path in before} == before


def test_every_row_of_every_delivery_is_accounted_for(finished: Path) -> None:
    receipts = json.loads(run_zicht("status", finished, "--json").stdout)["receipts"]
    assert sum(receipt["quarantined"] for receipt in receipts) > 0
    files = list((finished / "deliveries").rglob("*.csv"))
    assert len(files) == len(receipts)
    delivered = sum(len(file.read_text().splitlines()) - 1 for file in files)
    assert delivered == sum(
        receipt["accepted"] + receipt["quarantined"] for receipt in receipts
    )


def test_a_release_does_not_tell_how_many_rows_a_delivery_has(finished: Path) -> None:
    receipts = json.loads(
        (only_release(finished) / "content" / "receipts.json").read_text()
    )
    assert len(receipts) == len(list((finished / "deliveries").rglob("*.csv")))
    assert all(
        receipt["rows"] == receipt["accepted"] == 0 and not receipt["reasons"]
        for receipt in receipts
    )


def test_a_delivery_that_was_taken_away_stops_the_run(
    finished: Path, tmp_path: Path
) -> None:
    project = tmp_path / "voorbeeldland"
    shutil.copytree(finished, project)
    for path in (project / "deliveries" / "comensha_meldingen").glob("*2024.*"):
        path.unlink()
    done = run_zicht("run", project, check=False)
    assert done.returncode == 4
    assert "no longer lie in their folder" in done.stderr


def test_two_demonstrators_publish_an_invented_country(
    published: Path,
) -> None:
    states = json.loads((published.parent / "states.json").read_text())
    assert states == [
        "waits for signatures",
        "waits for signatures",
        "published (demonstration)",
    ]
    assert json.loads(run_zicht("run", published, "--json").stdout)["unchanged"] is True


def test_two_previews_are_not_published_without_being_attacked_together(
    albion_run: Path, tmp_path: Path
) -> None:
    project = tmp_path / "albion"
    shutil.copytree(albion_run, project)
    settings = project / "zicht.toml"
    stricter = '[policy]\nname = "strenger"\nreason = "Een tweede uitgave."\nlocal_threshold = 15\n'
    settings.write_text(settings.read_text().replace("[policy]\n", stricter))
    run_zicht("run", project)
    first, second = (
        line["release"]
        for line in json.loads(run_zicht("release", "list", project, "--json").stdout)
    )
    for reviewer in ("one", "two"):
        run_zicht(
            "release",
            "approve",
            project,
            first,
            "--reviewer",
            reviewer,
            "--demonstration",
        )
    run_zicht(
        "release", "approve", project, second, "--reviewer", "one", "--demonstration"
    )
    late = run_zicht(
        "release",
        "approve",
        project,
        second,
        "--reviewer",
        "two",
        "--demonstration",
        check=False,
    )
    assert late.returncode == 11
    assert "never attacked" in late.stderr


def test_a_reviewer_signs_a_named_release_with_words_of_their_own(
    finished: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ZICHT_TRUST", str(tmp_path / "trust"))
    project = tmp_path / "voorbeeldland"
    shutil.copytree(finished, project)
    words = tmp_path / "words.txt"
    words.write_text("words that open keys\n")
    opening = ("--passphrase-file", words)
    root, key = tmp_path / "root.key", tmp_path / "review.key"
    run_zicht(
        "trust", "init", project, "--root-key", root, "--builder", "Data desk", *opening
    )
    as_director = ("--reviewer", "Director", "--out", key)
    made = run_zicht("release", "key", project, *as_director, *opening, "--json")
    public = json.loads(made.stdout)["public key"]
    person = ("--person", "Director", "--public-key", public)
    run_zicht("trust", "add", project, "--root-key", root, *person, *opening)
    signing = ("release", "approve", project)
    vague = run_zicht(
        *signing, "--reviewer", "Director", "--key", key, *opening, check=False
    )
    assert vague.returncode == 2
    digest = only_release(project).name
    director = ("--reviewer", "Director", "--key", key, *opening)
    stated = ("--statement", "Figures and wording.")
    signed = json.loads(
        run_zicht(*signing, digest, *director, *stated, "--json").stdout
    )
    assert signed["published"] is False
    run_zicht(*signing, "--reviewer", "somebody", "--demonstration")
    listed = json.loads(run_zicht("release", "list", project, "--json").stdout)
    assert listed[0]["state"] == "waits for signatures"
    badly_named = ("--reviewer", "../x", "--out", tmp_path / "x", *opening)
    assert run_zicht("release", "key", project, *badly_named, check=False).returncode


def test_explain_leads_from_a_number_to_its_deliveries(finished: Path) -> None:
    explained = json.loads(run_zicht("explain", finished, "V01:2024", "--json").stdout)
    assert "select" in explained["sql"].lower()
    assert explained["release"].startswith(only_release(finished).name)
    assert {delivery["source"] for delivery in explained["deliveries"]} >= {
        "comensha_meldingen",
        "om_zaken",
    }


def test_an_unknown_figure_is_a_clear_error(finished: Path) -> None:
    done = run_zicht("explain", finished, "V99:2024", check=False)
    assert done.returncode == 3
    assert "V99:2024" in done.stderr
    assert "What now" in done.stderr


def test_dry_run_writes_nothing(delivered: Path, tmp_path: Path) -> None:
    project = tmp_path / "voorbeeldland"
    shutil.copytree(delivered, project)
    result = json.loads(run_zicht("run", project, "--dry-run", "--json").stdout)
    assert result["unchanged"] is False
    assert not (project / "releases").exists()
    assert not (project / ".zicht" / "vault.duckdb").exists()


def test_check_counts_what_run_would_quarantine(
    delivered: Path, finished: Path
) -> None:
    checked = json.loads(run_zicht("check", delivered, "--json").stdout)
    receipts = json.loads(run_zicht("status", finished, "--json").stdout)["receipts"]
    quarantined = {(r["source"], r["period"]): r["quarantined"] for r in receipts}
    assert {
        (r["source"], r["period"]): r["quarantined"] for r in checked["deliveries"]
    } == quarantined
    assert not (delivered / ".zicht" / "vault.duckdb").exists()


def test_the_estimate_of_the_last_year_is_one_number_wherever_it_stands(
    finished: Path,
) -> None:
    found = json.loads(
        (only_release(finished) / "content" / "estimates.json").read_text()
    )["P01"]
    (last,) = (
        row for row in found["totals"] if row["levels"] == {"year": found["period"]}
    )
    (method,) = (
        method for method in found["methods"] if method["name"] == last["method"]
    )
    assert {key: last[key] for key in ("estimate", "lower", "upper", "replicates")} == {
        key: method[key] for key in ("estimate", "lower", "upper", "replicates")
    }
    assert set(found["list_names"]) == set(found["lists"])


@pytest.mark.parametrize("page", ["", "key-figures", "prevalence"])
def test_a_card_of_a_survey_states_its_interval(finished: Path, page: str) -> None:
    """A share of a sample never stands alone, on the first page neither."""
    series = store.read(store.find(finished / "releases")).series["P03-niemand"]
    row = series.row(FigureKey("P03-niemand", "2024"))
    assert row is not None
    ends = [f"{end:.1f}%" for end in (series.lower[row], series.upper[row])]
    text = (finished / "site" / "en" / page / "index.html").read_text("utf-8")
    assert f"95% interval runs from {ends[0]} to {ends[1]}" in text
    # A card lies on three rows of the grid: a fourth part would be drawn over another.
    cards = html.document_fromstring(text).find_class("card")
    assert cards
    assert {len(card) for card in cards} == {3}


def test_a_truth_without_figures_says_nothing_of_a_release(
    finished: Path, tmp_path: Path
) -> None:
    project = tmp_path / "voorbeeldland"
    shutil.copytree(finished, project)
    file = project / "truth" / "figures.csv"
    head = file.read_text("utf-8").splitlines()[:2]
    file.write_text("\n".join(head) + "\n", "utf-8")
    done = run_zicht("truth", project, check=False)
    assert done.returncode != 0
    assert "has no figure of an indicator" in done.stderr
