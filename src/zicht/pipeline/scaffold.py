"""Makes the folder of a new project: settings to fill in, and where everything goes."""

from pathlib import Path

from zicht.vocabulary.errors import UsageError

_SETTINGS = """\
# Settings of a project of Zicht. Every section is explained in docs/project.md.

[project]
id = "{id}"
country = "{code}"
invented = false
languages = ["nl", "en"]
title = {{ nl = "Zicht op {name}", en = "Sight on {name}" }}
institute = {{ nl = "Vul in: naam van het instituut", en = "Fill in: name of the institute" }}
about = {{ nl = "Vul in: waar deze pagina's over gaan.", en = "Fill in: what these pages are about." }}
contact = ""
base_address = ""

# Where to find help stands on every page: at least one line.

[[help]]
name = "112"
telephone = "112"
address = "https://112.eu"
what = {{ nl = "Is er nu gevaar? Bel meteen.", en = "Is there danger now? Call at once." }}

# Which sources deliver, and which years are counted. Standard forms: comensha_meldingen, politie_incidenten, om_zaken,
# cbs_bevolking; a form of your own goes into forms/NAME.toml. Then: zicht check.

[sources]
use = []
years = [2019, 2024]
memory = "1GB"
disk_is_encrypted = false

# Which indicators are counted: V01 to V08, D01, D02, K01 to K07, K03-stroom, K04-stroom, K08-om, K08-rechter,
# R02-speciaal, S01 to S04, L01, L01S.

[indicators]
use = []

# The standard policy of the gate holds, unless you override it here with a name and a reason of your own.

[policy]
"""

_NOTES = {
    "deliveries": "One folder per source; in it NAME.csv with a letter NAME.toml beside it. Never commit this folder.",
    "figures": "Figures published elsewhere, one [[figure]] each, with citation: docs/register.md.",
    "reports": "One folder per report: report.toml, nl.md, en.md: docs/reports.md.",
}


def make(folder: Path, *, name: str, code: str) -> list[Path]:
    """Make a project folder.

    Raises
    ------
    UsageError : the folder is not empty, or the code is no code
    """
    if folder.exists() and any(folder.iterdir()):
        raise UsageError(
            f"{folder} is not empty; nothing was written.",
            now="Name a folder that is not there yet.",
        )
    if (
        not (code.isalpha() and code.isupper() and 2 <= len(code) <= 3)
        or not name.isprintable()
        or not name.strip()
    ):
        raise UsageError(
            "A project needs a name, and a code of two or three capitals.",
            now='--name "Mijn land" --code ML',
        )
    words = "".join(
        letter if letter.isalnum() else "-" for letter in folder.name.casefold()
    ).strip("-")
    written = name.replace("\\", "\\\\").replace('"', '\\"')
    made = [
        _write(
            folder / "zicht.toml",
            _SETTINGS.format(id=words or code.casefold(), name=written, code=code),
        )
    ]
    made += [
        _write(folder / part / "README.md", f"# {part}\n\n{note}\n")
        for part, note in _NOTES.items()
    ]
    (folder / "deliveries").chmod(0o700)  # names will stand there
    ignored = "\n".join(
        ["/.zicht/", "/journal/", "/deliveries/*/", "/releases/", "/site/", ""]
    )
    return [*made, _write(folder / ".gitignore", ignored)]


def _write(path: Path, words: str) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(words, encoding="utf-8")
    return path
