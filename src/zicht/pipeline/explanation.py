"""From any published number back to its definition, SQL, gate, release and deliveries, or to its citation."""

import math
from pathlib import Path

from zicht import release as room
from zicht.pipeline import folders
from zicht.project.folder import Project
from zicht.vocabulary.errors import ProjectError
from zicht.vocabulary.figures import Cited, FigureKey, Series
from zicht.vocabulary.releases import Release


def explain(project: Path, figure: str, *, release: str = "") -> dict[str, object]:
    """Explain one figure of a release, from the release alone.

    Raises
    ------
    ProjectError : no such figure; the nearest addresses are named
    """
    Project.open(project)
    path = room.find(folders.releases(project), release)
    found = room.read(path)
    cited = {one.id: one for one in found.cited}
    if figure in cited:
        return _explain_cited(cited[figure], found)
    key = FigureKey.read(figure) if ":" in figure else None
    if key is None or key.indicator not in found.series:
        raise _unknown(figure, found)
    row = found.series[key.indicator].row(key)
    if row is None:
        raise _unknown(figure, found)
    return _explain_counted(key, row, found)


def _unknown(figure: str, release: Release) -> ProjectError:
    import difflib  # noqa: PLC0415

    known = [one.id for one in release.cited] + sorted(release.series)
    if not known:
        return ProjectError(
            f"Release {release.digest[:16]} has no figures.",
            now="Choose [sources] and [indicators] in zicht.toml, and run.",
        )
    near = difflib.get_close_matches(figure.partition(":")[0], known, n=3) or known[:3]
    return ProjectError(
        f"There is no figure {figure!r} in release {release.digest[:16]}.",
        now=f"Near it: {', '.join(near)}. A counted figure is written INDICATOR:PERIOD[:dimension=code,...].",
    )


def _explain_cited(cited: Cited, release: Release) -> dict[str, object]:
    citation = cited.citation
    printed = " ".join(
        part
        for part in (
            cited.qualifier.en if cited.qualifier else "",
            str(cited.value),
            cited.unit,
        )
        if part
    )
    place = ", ".join(
        part
        for part in (citation.title, citation.publisher, citation.date, citation.place)
        if part
    )
    conflicting = [
        {
            "figure": other.id,
            "value": str(other.value),
            "producer": other.producer,
            "vintage": other.vintage,
        }
        for other in release.cited
        if other.id != cited.id and cited.indicator and _same_subject(cited, other)
    ]
    explained: dict[str, object] = {
        "figure": cited.id,
        "value": printed,
        "kind": "cited: shown exactly as printed, not counted here",
        "counts": cited.title.en,
        "population": cited.population.en,
        "period": cited.period,
        "producer": cited.producer or "not named in the document",
        "vintage": cited.vintage,
        "citation": place,
        "address": citation.address,
        "note": cited.note.en if cited.note else "",
        "other vintages": conflicting,
        "release": release.digest,
    }
    return {name: value for name, value in explained.items() if value}


def _same_subject(one: Cited, other: Cited) -> bool:
    same = (one.indicator, one.period, dict(one.where)) == (
        other.indicator,
        other.period,
        dict(other.where),
    )
    return same and one.population == other.population


def _explain_counted(key: FigureKey, row: int, release: Release) -> dict[str, object]:
    indicator, series = release.indicators[key.indicator], release.series[key.indicator]
    digests = release.inputs
    receipts = [
        {
            "source": receipt.source,
            "period": receipt.period,
            "delivery": receipt.digest[:16],
            "form": receipt.form_version,
            "extracted": receipt.extracted_on,
            "legal basis": receipt.legal_basis,
        }
        for receipt in release.receipts
    ]
    withdrawn = (
        {"withdrawn": "people withdrew their consent; they are left out"}
        if release.has_withdrawals
        else {}
    )
    return {
        "figure": str(key),
        "value": _value(series, row),
        "between": _bounds(series, row),
        "status": str(series.statuses[row]),
        **_parts(series, row),
        "definition": f"{indicator.id} version {indicator.version}, valid from {indicator.valid_from}",
        "title": indicator.title.en,
        "counts": indicator.counts.en,
        "leaves out": indicator.leaves_out.en,
        "counting unit": indicator.counting_unit.en,
        "population": indicator.population.en,
        "unknowns": indicator.unknowns.en,
        "caveats": "\n".join(caveat.en for caveat in indicator.caveats),
        "sql": indicator.sql.strip(),
        "gate": f"{release.method}, policy {release.policy.title}: {release.policy.reason_in('en')}"
        if release.policy
        else "",
        "release": release.digest,
        "settings": str(digests.get("settings", "")),
        "code": str(digests.get("code", "")),
        "signed by": ", ".join(a.reviewer for a in release.approvals) or "nobody yet",
        "deliveries": receipts,
        **withdrawn,
    }


def _value(series: Series, row: int) -> str:
    value = float(series.values[row])
    return "not shown" if math.isnan(value) else f"{value:g}"


def _bounds(series: Series, row: int) -> str:
    lower, upper = float(series.lower[row]), float(series.upper[row])
    return "" if math.isnan(lower) else f"{lower:g} and {upper:g}"


def _parts(series: Series, row: int) -> dict[str, str]:
    numerator, denominator = (
        float(series.numerators[row]),
        float(series.denominators[row]),
    )
    if math.isnan(denominator):
        return {}
    if math.isnan(numerator):
        return {"based on (protected)": f"{denominator:g}"}
    return {
        "numerator (protected)": f"{numerator:g}",
        "denominator (protected)": f"{denominator:g}",
    }
