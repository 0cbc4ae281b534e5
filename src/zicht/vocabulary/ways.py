"""Where the page of a report leads, when it stands on a site."""

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True)
class ReportWays:
    """Relative addresses that a report as a page leads to.

    Parameters
    ----------
    about : of the page about the report, on which its files lie; empty where the report stands alone
    folders : language to the folder of the same report in that language, with a slash at its end; empty where the
        reports of all languages lie in one folder
    """

    about: str = ""
    folders: Mapping[str, str] = field(default_factory=dict)
