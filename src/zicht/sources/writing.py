"""Writes the letter beside a file, with control totals, from the file and its form."""

import datetime
import json
from collections.abc import Mapping
from pathlib import Path

from zicht.engine.session import Session
from zicht.sources.checking import load_file
from zicht.sources.letters import FILL_IN
from zicht.sources.totals import totals_of
from zicht.vocabulary.deliveries import Layout, Totals
from zicht.vocabulary.forms import Form


def write_letter(
    session: Session,
    form: Form,
    file: Path,
    *,
    layout: Layout,
    stated: Mapping[str, str],
    today: datetime.date,
) -> str:
    """Write the letter of a file as TOML.

    Parameters
    ----------
    session : in which the rows are counted; nothing of them stays
    form : of the file
    file : as it will be sent
    layout : of the file
    stated : what nobody can read from the file: `period`, `legal_basis`, `consent`, `part`; what is left out is to be
        filled in
    today : day of the extraction, unless it is stated

    Raises
    ------
    DeliveryError : the file does not follow the form
    """
    loaded = load_file(session, form, layout, file, [])
    totals = totals_of(session, loaded, form)
    session.drop(loaded.relation)
    fields: dict[str, object] = {
        "source": form.source,
        "form_version": form.version,
        "period": stated.get("period") or FILL_IN,
        "extracted_on": stated.get("extracted_on") or today.isoformat(),
        "legal_basis": stated.get("legal_basis") or FILL_IN,
        "consent": stated.get("consent") or FILL_IN,
    }
    if stated.get("part"):
        fields["part"] = stated["part"]
    usual = Layout()
    fields |= {
        name: value
        for name, value in vars(layout).items()
        if value != getattr(usual, name)
    }
    return "".join(
        [
            *(f"{name} = {_toml(value)}\n" for name, value in fields.items()),
            f"rows = {totals.rows}\n",
            f'checksum = "{totals.checksum}"\n',
            *_tables(totals),
        ]
    )


def _tables(totals: Totals) -> list[str]:
    lines = []
    if totals.sums:
        lines.append("\n[sums]\n")
        lines += [f"{_toml(name)} = {total}\n" for name, total in totals.sums.items()]
    for column, by_code in totals.counts.items():
        lines.append(f"\n[counts.{_toml(column)}]\n")
        lines += [f"{_toml(code)} = {rows}\n" for code, rows in by_code.items()]
    return lines


def _toml(value: object) -> str:
    """Write a text or number; texts of JSON are texts of TOML."""
    return json.dumps(value, ensure_ascii=False)
