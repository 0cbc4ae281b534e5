"""Respondents of whom nothing is known to link by are no persons that a run counted."""

from dataclasses import replace

from tests.dutch import read_forms

from zicht.pipeline.linking import anonymous_records


def test_only_records_of_people_without_a_link_field_are_anonymous() -> None:
    forms = read_forms()
    named, anonymous, counts = "comensha_meldingen", "enquete", "cbs_bevolking"
    chosen = {source: forms[source] for source in (named, anonymous, counts)}
    rows = {named: 10, anonymous: 5, counts: 3}
    assert anonymous_records(chosen, rows) == 5


def test_a_source_that_handed_names_over_in_an_earlier_version_is_not_anonymous() -> (
    None
):
    form = read_forms()["comensha_meldingen"][0]
    without = tuple(c for c in form.columns if c.links_as is None)
    newer = replace(form, version=2, columns=without)
    assert anonymous_records({form.source: (form, newer)}, {form.source: 4}) == 0
