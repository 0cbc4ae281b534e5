"""The catalogue for machines names every download, with licence, years and publisher, and no file that is not there."""

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import site_sample as sample
from site_reading import Site
from tests.sites import build_site


@pytest.fixture(scope="module", name="catalogue")
def read(built: Site) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(built.text("data/catalogue.jsonld"))
    return found


def _files(catalogue: dict[str, Any]) -> set[str]:
    return {
        each["dcat:downloadURL"]["@id"].split("/", 3)[-1].lstrip("/")
        for dataset in catalogue["dcat:dataset"]
        for each in dataset["dcat:distribution"]
    }


def test_every_file_of_the_catalogue_is_there(
    built: Site, catalogue: dict[str, Any]
) -> None:
    files = _files(catalogue)
    assert {"data/V01.csv", "data/cited.csv", "data/estimates/p01.json"} <= files
    assert [file for file in files if not (built.folder / file).is_file()] == []


def test_every_counted_download_is_in_the_catalogue(
    built: Site, catalogue: dict[str, Any]
) -> None:
    made = {
        str(path.relative_to(built.folder))
        for path in (built.folder / "data").rglob("*.csv")
    }
    assert {path for path in made if not path.startswith("data/cited/")} <= _files(
        catalogue
    )


def test_every_set_has_a_licence_a_publisher_and_its_words_in_two_languages(
    catalogue: dict[str, Any],
) -> None:
    for dataset in catalogue["dcat:dataset"]:
        assert dataset["dct:license"] == {
            "@id": "http://creativecommons.org/licenses/by/4.0/"
        }
        assert {words["@language"] for words in dataset["dct:title"]} == {"nl", "en"}
        assert dataset["dct:publisher"]["foaf:name"]


def test_a_set_says_over_which_years_it_goes(catalogue: dict[str, Any]) -> None:
    (counted,) = (
        each for each in catalogue["dcat:dataset"] if each["dct:identifier"] == "V01"
    )
    assert counted["dct:temporal"]["dcat:startDate"]["@value"] == "2016"
    assert counted["dct:temporal"]["dcat:endDate"]["@value"] == "2024"


def test_the_columns_of_cited_figures_are_explained(built: Site) -> None:
    told = json.loads(built.text("data/cited.json"))
    assert list(told["columns"]) == list(built.csv("data/cited.csv")[0])
    assert told["licence"] == "CC BY 4.0"


def test_an_unknown_licence_is_named_in_words(tmp_path: Path) -> None:
    whole = sample.release()
    own = replace(whole, face=replace(whole.face, licence="Alleen inzage"))
    build_site(own, tmp_path / "site")
    found = json.loads((tmp_path / "site/data/catalogue.jsonld").read_text())
    assert found["dct:license"] == "Alleen inzage"
