"""Sites of releases, planned and built in one go."""

from collections.abc import Sequence
from pathlib import Path

from zicht.site import building, planning
from zicht.site.building import SiteReport
from zicht.site.planning import Attachments
from zicht.vocabulary.printed_pages import PageReader
from zicht.vocabulary.progress import Progress
from zicht.vocabulary.releases import Release


def build_site(
    release: Release,
    out: Path,
    *,
    base_address: str = "",
    attachments: Attachments | None = None,
    earlier: Sequence[Release] = (),
    progress: Progress | None = None,
    reader: PageReader | None = None,
) -> SiteReport:
    """Plan and build the site of a release."""
    library = planning.plan_site(
        release, base_address=base_address, attachments=attachments
    )
    before = [planning.planned_library(published) for published in earlier]
    return building.build(
        library, out, progress=progress, earlier=before, reader=reader
    )
