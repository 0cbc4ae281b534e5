"""Types of arguments and options that several verbs take."""

from pathlib import Path
from typing import Annotated

from cyclopts import Parameter, validators

ProjectFolder = Annotated[
    Path,
    Parameter(
        validator=validators.Path(exists=True, file_okay=False),
        help="Folder of the project; inside one it may be left out.",
    ),
]
"""Folder of a project: it holds `zicht.toml`."""
ProjectOrFile = Annotated[
    Path,
    Parameter(
        validator=validators.Path(exists=True),
        help="Folder of the project, which may be left out inside one; or a file, with --form.",
    ),
]
"""A project, or a file that is checked by itself."""
File = Annotated[
    Path, Parameter(validator=validators.Path(exists=True, dir_okay=False))
]
"""A file that is read."""
AsJson = Annotated[
    bool, Parameter(name="--json", negative="", help="Give the result as JSON.")
]
Flag = Annotated[bool, Parameter(negative="")]
"""An option without a value; `--no-...` does not exist."""
Repeated = Annotated[tuple[str, ...], Parameter(negative="")]
"""An option that may be given several times."""
Folder = Annotated[Path, Parameter(validator=validators.Path(file_okay=False))]
"""A folder that is read or written; it need not exist yet."""
NewFile = Annotated[Path, Parameter(validator=validators.Path(dir_okay=False))]
"""A file that is written; it need not exist yet."""
LanguageOfOutput = Annotated[str, Parameter(show_default=False)]
"""Language of a file or page that a verb writes; that of the command line when left out."""
Seconds = Annotated[float, Parameter(validator=validators.Number(gt=0))]
"""A time limit."""
