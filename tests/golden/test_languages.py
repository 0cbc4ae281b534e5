"""Languages are data: Albion in French alone and in three languages, each page in its own."""

import re
from collections.abc import Callable
from html import unescape
from pathlib import Path

import pytest

from tests.golden import albion
from zicht.edition.catalogue_files import words_of
from zicht.pipeline import folders, itinerary
from zicht.release import store
from zicht.vocabulary.progress import silent

FRENCH = {
    "Zicht op Albion": "Regard sur Albion",
    "Rapporteur van Albion (verzonnen)": "Rapporteur d’Albion (inventé)",
    "Verzonnen.": "Inventé.",
    "Bel bij gevaar.": "En cas de danger, appelez.",
    "Meldingen": "Signalements",
    "Kenmerk": "Référence",
    "Nummer": "Numéro",
    "Voornaam": "Prénom",
    "Achternaam": "Nom",
    "Geboren": "Naissance",
    "Geslacht": "Sexe",
    "geslacht": "sexe",
    "Datum": "Date du signalement",
    "Toestemming": "Consentement",
    "gemelde-mensen": "personnes-signalees",
    "Gemelde mensen": "Personnes signalées",
    "Hoeveel mensen zijn gemeld?": "Combien de personnes ont été signalées ?",
    "Mensen, eens per jaar.": "Des personnes, une fois par an.",
    "Wie niemand meldde.": "Les personnes que nul n’a signalées.",
    "Persoon per jaar.": "Une personne par an.",
    "Gemelde mensen.": "Personnes signalées.",
    "Onbekend is een eigen groep.": "Les inconnus forment un groupe à part.",
    **{code: code for code in ("w", "x", "?", "yes", "no")},
}
_TABLE = re.compile(r'\{ nl = "([^"]*)", en = "([^"]*)" \}')
_LINES = re.compile(r'^nl = "([^"]*)"\nen = "([^"]*)"$', re.MULTILINE)
_TAGS = re.compile(r"<(?:script|style)\b.*?</(?:script|style)>|<[^>]+>", re.DOTALL)


def titled(folder: Path) -> None:
    """Give the list of genders a title, as a reader of each language names it."""
    path = folder / "codes" / "gender.toml"
    title = 'title = { nl = "geslacht", en = "gender" }\n'
    path.write_text(title + path.read_text("utf-8"), "utf-8")


def translated(folder: Path, languages: list[str]) -> None:
    """Write every text of the project in some languages and no others."""

    def words(match: re.Match[str]) -> dict[str, str]:
        every = {"nl": match[1], "en": match[2], "fr": FRENCH[match[1]]}
        return {language: every[language] for language in languages}

    def table(match: re.Match[str]) -> str:
        texts = (f'{code} = "{text}"' for code, text in words(match).items())
        return f"{{ {', '.join(texts)} }}"

    def lines(match: re.Match[str]) -> str:
        return "\n".join(f'{code} = "{text}"' for code, text in words(match).items())

    for path in folder.rglob("*.toml"):
        text = path.read_text("utf-8").replace('["nl", "en"]', str(languages))
        text = _LINES.sub(lines, _TABLE.sub(table, text.replace("'", '"')))
        path.write_text(text, "utf-8")


@pytest.fixture(scope="module", name="built")
def _built(tmp_path_factory: pytest.TempPathFactory) -> Callable[..., Path]:
    """Builds Albion in some languages, once for each choice."""
    made: dict[tuple[str, ...], Path] = {}

    def build(*languages: str) -> Path:
        if languages not in made:
            folder = tmp_path_factory.mktemp("project") / "albion"
            albion.make_project(folder)
            titled(folder)
            translated(folder, list(languages))
            albion.deliver_all(folder)
            itinerary.run(folder, tell=silent)
            made[languages] = folder
        return made[languages]

    return build


def seen(page: Path) -> str:
    """What a reader sees of a page, and what a screen reader says."""
    html = page.read_text("utf-8")
    attributes = " ".join(re.findall(r'(?:aria-label|alt|content)="([^"]*)"', html))
    return " ".join(unescape(f"{_TAGS.sub(' ', html)} {attributes}").split())


def phrases(language: str, *, beside: str) -> set[str]:
    """Sentences and names of a language that are not words of another one too."""
    others = " ".join(words_of(beside).values())
    whole = {text for text in words_of(language).values() if "{" not in text}
    return {
        " ".join(text.split())
        for text in whole
        if len(text) > 8 and " " in text and text not in others
    }


@pytest.mark.parametrize("languages", [("fr",), ("nl", "en", "fr")])
def test_no_page_has_a_word_of_another_language(
    built: Callable[..., Path], languages: tuple[str, ...]
) -> None:
    site = built(*languages) / "site"
    for language in languages:
        pages = sorted((site / language).rglob("*.html"))
        assert len(pages) > 10
        for other in {"nl", "en", "fr"} - {language}:
            strange = phrases(other, beside=language) - {
                words_of(other)["language.name"],
                words_of(other)["language.go_on"],
                words_of(other)["language.read_report"],
            }
            for page in pages:
                text = seen(page)
                found = sorted(phrase for phrase in strange if phrase in text)
                assert found == [], page.relative_to(site)


def test_a_site_in_french_alone_has_french_pages_alone(
    built: Callable[..., Path],
) -> None:
    site = built("fr") / "site"
    assert {path.name for path in site.iterdir() if len(path.name) == 2} == {"fr"}
    home = (site / "fr" / "index.html").read_text("utf-8")
    assert '<html lang="fr">' in home
    assert "Que voulez-vous savoir" in home
    text = " ".join(seen(page) for page in (site / "fr").rglob("*.html"))
    for name in ("gender", "Gender", "Geslacht", "onbekend", "year"):
        assert not re.search(rf"\b{name}\b", text), name


def test_figures_are_those_of_the_truth_in_every_language(
    built: Callable[..., Path],
) -> None:
    for languages in (("fr",), ("nl", "en", "fr")):
        newest = store.find(folders.releases(built(*languages)))
        series = store.read(newest).series["R01"]
        keys = [str(key) for key in series.keys()]  # noqa: SIM118 - no mapping
        values = dict(zip(keys, series.values.tolist(), strict=True))
        assert values["R01:2024"] == albion.truth()["2024", ""]


def test_a_release_in_french_is_signed_and_verifies(
    built: Callable[..., Path],
) -> None:
    newest = store.find(folders.releases(built("fr")))
    release = store.read(newest)
    assert release.face.languages == ("fr",)
    assert release.face.title.in_language("fr") == "Regard sur Albion"
