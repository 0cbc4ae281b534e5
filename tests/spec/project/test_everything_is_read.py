"""Nothing that an editor writes is passed over in silence: sections, files, folders and names."""

import re
import shutil
from decimal import Decimal
from pathlib import Path
from types import SimpleNamespace

import pytest
from tests.spec.project.workshop import FILES, make_workshop

from zicht.pipeline import left_out
from zicht.pipeline.checking import _everything_published as everything_published
from zicht.pipeline.checking import refuse_early
from zicht.pipeline.left_out import what_is_left_out
from zicht.pipeline.unnamed import without_a_name
from zicht.pipeline.unpublished import in_unpublished_languages
from zicht.project.folder import Project
from zicht.project.places import refuse_what_is_not_read
from zicht.project.settings import SECTIONS
from zicht.vocabulary.cited import Citation, Cited
from zicht.vocabulary.errors import ProjectError
from zicht.vocabulary.roles import Roles
from zicht.vocabulary.text import Text

LISTS = ("help", "capture", "expected", "provisional")
"""Sections of which there may be several."""
WAYS_TO_WRITE = (
    "roles.the_key_of_nobody = 1\nSETTINGS",
    "roles = { the_key_of_nobody = 1 }\nSETTINGS",
    "provisional = [{ the_key_of_nobody = 1, source = 'referrals', months = 1 }]\nSETTINGS",
    'SETTINGS\n["roles"]\nthe_key_of_nobody = 1',
    "SETTINGS\n['roles']\nthe_key_of_nobody = 1",
    'SETTINGS\n# a remark with """\n[roles]\nthe_key_of_nobody = 1',
    "SETTINGS\n# a remark with '''\n[[help]]\nthe_key_of_nobody = 1",
    'SETTINGS\n[policy.x] # """\n[[help]]\nthe_key_of_nobody = 1',
)
"""One table in each way that TOML allows, and headers behind what opens a text of several lines elsewhere."""
NEAR = "the_key_of_nobody"


@pytest.fixture(scope="module")
def workshop(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return make_workshop(tmp_path_factory.mktemp("workshop") / "albion")


@pytest.fixture(name="project")
def fresh_copy(workshop: Path, tmp_path: Path) -> Path:
    return shutil.copytree(workshop, tmp_path / "albion")


def refusal_of(project: Path) -> ProjectError:
    """Check a project that has a mistake, and return what is said of it."""
    with pytest.raises(ProjectError) as caught:
        refuse_early(Project.open(project))
    return caught.value


def what_is_not_read(project: Path) -> str:
    """Return what is said of files that nothing reads; empty where there are none."""
    try:
        refuse_what_is_not_read(project)
    except ProjectError as error:
        return " ".join([error.what, *error.details])
    return ""


def with_a_stray_key(section: str) -> str:
    """Return the settings of the project with a key that nobody knows in a section."""
    settings = FILES["zicht.toml"]
    head = f"[[{section}]]" if section in LISTS else f"[{section}]"
    if head in settings:
        return settings.replace(head, f"{head}\n{NEAR} = 1", 1)
    return f"{settings}\n{head}\n{NEAR} = 1\n"


def refuses_the_stray_key(project: Path) -> None:
    """Assert that a check names the stray key and its line in the settings."""
    refusal = refusal_of(project)
    words = " ".join([refusal.what, *refusal.details])
    assert NEAR in words
    assert "zicht.toml:" in words


@pytest.mark.parametrize("section", sorted(SECTIONS))
def test_check_reads_every_section_of_the_settings(section: str, project: Path) -> None:
    (project / "zicht.toml").write_text(with_a_stray_key(section), "utf-8")
    if section == "invent":
        settings = with_a_stray_key(section).replace(
            "invented = false", "invented = true"
        )
        (project / "zicht.toml").write_text(settings, "utf-8")
        (project / "deliveries").mkdir()
    refuses_the_stray_key(project)


@pytest.mark.parametrize("way", WAYS_TO_WRITE)
def test_a_section_is_read_in_whatever_way_of_toml_it_is_written(
    way: str, project: Path
) -> None:
    settings = way.replace("SETTINGS", FILES["zicht.toml"])
    (project / "zicht.toml").write_text(settings, "utf-8")
    refuses_the_stray_key(project)


@pytest.mark.parametrize("value", ['"text"', "1", "[1]"])
@pytest.mark.parametrize("section", sorted(SECTIONS))
def test_a_section_that_is_no_table_is_refused(
    section: str, value: str, project: Path
) -> None:
    settings = f"{section} = {value}\n"
    for block in FILES["zicht.toml"].split("\n\n"):
        if not block.lstrip("[").startswith(f"{section}]"):
            settings += f"{block}\n\n"
    (project / "zicht.toml").write_text(settings, "utf-8")
    with pytest.raises(ProjectError, match=section):
        refuse_early(Project.open(project))


@pytest.mark.parametrize(
    "file", [name for name in FILES if name.endswith((".toml", ".csv", ".md"))]
)
def test_a_folder_in_the_place_of_a_file_is_a_mistake_and_no_fault_of_zicht(
    file: str, project: Path
) -> None:
    (project / file).unlink()
    (project / file).mkdir()
    assert refusal_of(project).what


@pytest.mark.parametrize("name", ["nederland", "united-kingdom"])
def test_every_name_of_a_bundled_project_and_its_pack_is_of_something(
    name: str,
) -> None:
    project = Project.open(Path(__file__).parents[3] / "projects" / name)
    assert project.names
    project.refuse_ownerless_names()
    assert what_is_not_read(project.folder) == ""


@pytest.mark.parametrize(
    ("name", "is_folder", "words"),
    [
        ("names", False, "names: this is a file"),
        ("names.toml", False, "into the folder names"),
        ("indicator", True, "Did you mean 'indicators'"),
        ("key_figure.toml", False, "Did you mean 'key_figures.toml'"),
        ("names/english.toml", False, "names/english.toml: this is not read"),
        ("names/en.yaml", False, "names/en.yaml: this is not read"),
    ],
)
def test_what_lies_where_nothing_reads_it_is_refused(
    name: str, is_folder: bool, words: str, project: Path
) -> None:
    assert what_is_not_read(project) == ""
    place = project / name
    place.parent.mkdir(exist_ok=True)
    if is_folder:
        place.mkdir()
    else:
        place.write_text("", "utf-8")
    assert words in what_is_not_read(project)


@pytest.mark.parametrize(
    "name", ["notes.txt", "journal", "data-earlier", "reports-built", ".gitignore"]
)
def test_what_is_like_nothing_of_a_project_may_lie_there(
    name: str, project: Path
) -> None:
    (project / name).mkdir()
    assert what_is_not_read(project) == ""


def test_check_says_what_pages_call_by_its_id(project: Path) -> None:
    unnamed = [each.row for each in without_a_name(Project.open(project))]
    assert unnamed == [
        ("level country", "Country", "names/CODE.toml, [level]"),
        ("level county", "County", "names/CODE.toml, [level]"),
        ("level town", "Town", "names/CODE.toml, [level]"),
        ("areas of level town", "area, areas", "names/CODE.toml, [area.town]"),
        ("breakdown gender", "gender", "codes/gender.toml, title"),
        (
            "universe referred_persons",
            "person per year.",
            "names/CODE.toml, [universe]",
        ),
    ]
    (project / "names").mkdir(exist_ok=True)
    names = (
        '[level]\ncountry = "Country"\ncounty = "Counties"\ntown = "Towns"\n'
        '[dimension]\ngender = "gender"\n'
        '[universe]\nreferred_persons = "people referred"\n'
        '[area.town]\none = "town"\nother = "towns"\na = "a town"\n'
    )
    (project / "names" / "en.toml").write_text(names, "utf-8")
    assert list(without_a_name(Project.open(project))) == []


def test_a_level_of_areas_gets_the_name_of_a_breakdown_from_names(
    project: Path,
) -> None:
    """Areas have no code list: a title in codes/town.toml would name nothing."""
    for name in ("indicators/R01.toml", "indicators/R01.sql", "views/people.sql"):
        path = project / name
        text = path.read_text("utf-8").replace('["gender"]', '["town"]')
        path.write_text(text.replace(".gender", ".town"), "utf-8")
    places = [
        each.place
        for each in without_a_name(Project.open(project))
        if each.what == "breakdown town"
    ]
    assert places == ["names/CODE.toml, [dimension]"]


def test_one_mistake_of_many_cards_is_told_once_with_its_places(project: Path) -> None:
    card = FILES["key_figures.toml"].replace("victims", "victim")
    (project / "key_figures.toml").write_text(card * 3, "utf-8")
    (detail,) = (line for line in refusal_of(project).details if "'victim'" in line)
    assert detail.startswith("key_figures.toml:2: ")
    assert detail.endswith("Also at key_figures.toml:6, key_figures.toml:10.")


def test_a_mistake_in_the_lists_is_not_told_again_for_every_card(project: Path) -> None:
    (project / "codes" / "gender.toml").unlink()
    cards = FILES["key_figures.toml"].replace("seen-2023", "R01:2023")
    (project / "key_figures.toml").write_text(cards * 3, "utf-8")
    details = refusal_of(project).details
    assert details
    assert [line for line in details if "key_figures" in line] == []


def test_a_hidden_sign_is_found_in_every_file_in_one_go(project: Path) -> None:
    """In each file the first word of its last line but one gets a sign that reorders a text."""
    places = []
    for name, words in FILES.items():
        if name in ("zicht.toml", "geography/map.json"):
            continue  # mistakes in the settings are told before any other file is read
        lines = words.splitlines()
        nth = max(len(lines) - 2, 0)
        lines[nth] += " \u202e"
        (project / name).write_text("\n".join(lines), "utf-8")
        places.append(f"{name}:{nth + 1}")
    (told,) = refusal_of(project).details
    assert "this holds the sign U+202E, which no reader sees. Remove it." in told
    missing = [place for place in places if place not in told]
    assert missing == []


def add(project: Path, name: str, words: str) -> None:
    """Write words at the end of a file."""
    path = project / name
    path.parent.mkdir(exist_ok=True)
    before = path.read_text("utf-8") if path.exists() else ""
    path.write_text(before + words, "utf-8")


def left_out_of(project: Path) -> dict[str, str]:
    """Return why something is left out, by the place where it is declared."""
    opened = Project.open(project)
    refuse_early(opened)
    return {left.place: left.why for left in what_is_left_out(opened)}


def test_check_lists_what_is_declared_and_left_out(project: Path) -> None:
    assert left_out_of(project) == {}
    add(
        project,
        "content/themes.toml",
        '\n[[theme]]\nid = "courts"\ntitle = { en = "Courts" }\nsummary = { en = "Cases." }\n',
    )
    idle = FILES["indicators/R01.toml"].replace('id = "R01"', 'id = "R02"')
    add(project, "indicators/R02.toml", idle.replace("referred-persons", "others"))
    add(project, "indicators/R02.sql", FILES["indicators/R01.sql"])
    form = FILES["forms/referrals.toml"].replace('"referrals"', '"calls"')
    add(project, "forms/calls.toml", form)
    colours = 'name = "colour"\n[[code]]\ncode = "red"\nen = "Red"\n'
    add(project, "codes/colour.toml", colours)
    assert left_out_of(project) == {
        "content/themes.toml:8": "theme courts has no figures, so that it has no page",
        "indicators/R02.toml:1": "indicator R02 is not counted",
        "forms/calls.toml:1": "the project does not use source calls, and receives none of its deliveries",
        "codes/colour.toml:1": "neither a form nor an indicator uses the code list colour",
    }


WORDS_OF_A_STEP = "".join(
    f'[{section}]\nR01 = "Words"\n'
    for section in ("chain_of", "chain_on", "chain_says", "chain_off")
)


def make_chain(project: Path, *, variant: str, theme: str = "victims") -> None:
    """Make the indicator a share that is the only step of a chain."""
    path = project / "indicators/R01.toml"
    words = FILES["indicators/R01.toml"]
    words = words.replace('"count"', '"share"\nscale = 100')
    words = words.replace('"flow"', f'"{variant}"')
    words += '\n[numerator]\nuniverse = "referred_persons"\nwhere = { gender = "w" }\n'
    words += '\n[denominator]\nuniverse = "referred_persons"\n'
    path.write_text(words, "utf-8")
    add(project, "names/en.toml", WORDS_OF_A_STEP)
    roles = f'\n[roles]\nchain = ["R01"]\ntheme_of_chain = "{theme}"\n'
    add(project, "zicht.toml", roles)


def test_a_chain_of_yearly_flows_is_refused_because_it_has_no_page(
    project: Path,
) -> None:
    make_chain(project, variant="flow")
    (told,) = refusal_of(project).details
    assert told.startswith("zicht.toml:33: no step of the chain follows a cohort (R01)")


def test_a_chain_below_a_theme_without_figures_is_refused(project: Path) -> None:
    add(
        project,
        "content/themes.toml",
        '\n[[theme]]\nid = "courts"\ntitle = { en = "Courts" }\nsummary = { en = "Cases." }\n',
    )
    make_chain(project, variant="cohort", theme="courts")
    (told,) = refusal_of(project).details
    assert told.startswith("zicht.toml:34: the theme 'courts' has no figures")


def test_a_chain_whose_first_cohort_is_not_done_is_left_out(project: Path) -> None:
    make_chain(project, variant="cohort")
    why = "a cohort is done after 4 years: the chain has no page before 2027 is counted"
    assert left_out_of(project) == {"zicht.toml:33": why}


def test_a_role_of_the_project_needs_figures(project: Path) -> None:
    idle = FILES["indicators/R01.toml"].replace('id = "R01"', 'id = "R02"')
    add(project, "indicators/R02.toml", idle.replace("referred-persons", "others"))
    add(project, "indicators/R02.sql", FILES["indicators/R01.sql"])
    add(project, "zicht.toml", '\n[roles]\nseen = "R02"\n')
    (told,) = refusal_of(project).details
    assert told.startswith(
        "zicht.toml:33: 'seen' names 'R02', of which this project has no figures"
    )


def test_check_lists_words_in_a_language_that_is_not_published(project: Path) -> None:
    opened = Project.open(project)
    assert list(in_unpublished_languages(opened, everything_published(opened))) == []
    path = project / "indicators/R01.toml"
    words = path.read_text("utf-8")
    in_two_languages, n_texts = re.subn(
        r"(?m)^\[(title|question)\]$", r'\g<0>\nfr = "En français"', words
    )
    assert n_texts == 2
    path.write_text(in_two_languages, "utf-8")
    changed = Project.open(project)
    (told,) = in_unpublished_languages(changed, everything_published(changed))
    assert told.why == (
        f"{n_texts} texts of indicators/R01.toml are in fr, in which the project does not publish"
    )
    assert told.now.startswith("Add 'fr' to languages in zicht.toml")
    line = int(told.place.partition(":")[2])
    assert in_two_languages.splitlines()[line - 1] in {"[title]", "[question]"}


def test_words_of_a_pack_in_other_languages_are_no_matter_of_the_project(
    project: Path,
) -> None:
    opened = Project.open(project)
    place = "indicators/R01.toml:2"
    of_a_pack = Text(en="Referred", fr="Orientées, dit le paquet", place=place)
    assert list(in_unpublished_languages(opened, [of_a_pack])) == []


def printed(measure: str, n_steps: int, unit: str = "per_1000") -> tuple[Cited, ...]:
    source = Citation("Invented monitor", "Invented institute", "2018-11-22")
    return tuple(
        Cited(
            f"step-{number}",
            "courts",
            Text(en=f"Step {number}"),
            Decimal(100 - number),
            unit,
            Text(en="per 1,000 reports"),
            "2013-2017",
            "",
            "Institute 2018",
            source,
            indicator=measure,
        )
        for number in range(n_steps)
    )


@pytest.mark.parametrize(
    ("cited", "is_left_out"),
    [
        ((), False),
        (printed("K01", 2), True),
        (printed("K01", 3), False),
        # Three figures, of which none is part of a whole.
        (printed("K01", 3, unit="persons"), True),
        (printed("K02", 2), False),
    ],
)
def test_a_printed_chain_that_is_too_short_is_said(
    cited: tuple[Cited, ...], is_left_out: bool
) -> None:
    project = SimpleNamespace(
        roles=Roles(printed_chain="K01"),
        cited=cited,
        place_of_role=lambda role: f"zicht.toml:40 {role}",
    )
    told = list(left_out._printed_chain(project))
    assert [left.place for left in told] == ["zicht.toml:40 printed_chain"][: len(told)]
    assert bool(told) is is_left_out
