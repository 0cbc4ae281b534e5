"""The site: pages, charts, maps and search, made from a `Release` and nothing else."""

from zicht.site.building import SiteReport, build
from zicht.site.planning import report_ways
from zicht.site.serving import serve

__all__ = ["SiteReport", "build", "report_ways", "serve"]
