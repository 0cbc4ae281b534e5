"""The statistician's bench in a notebook: models, comparison, what is shown, and a report on paper."""

import io

import narwhals as nw
import pandas as pd
import pypdf
import pytest

import zicht
from zicht.vocabulary.errors import UsageError

SEEN = pd.DataFrame(
    {
        "police": [1, 0, 0, 1, 1, 0, 1],
        "shelter": [0, 1, 0, 1, 0, 1, 1],
        "<b>": [0, 0, 1, 0, 1, 1, 1],
        "count": [120, 100, 80, 30, 25, 20, 9],
    }
)


def test_a_model_shows_coefficients_residuals_and_fit_as_tables_of_the_library():
    model = zicht.fit_model(SEEN, "police:shelter")
    assert isinstance(model.coefficients, pd.DataFrame)
    assert list(model.coefficients["term"])[-1] == "police:shelter"
    assert model.residuals["observed"].sum() == 384
    assert model.residuals["expected"].sum() == pytest.approx(384)
    assert model.fit["estimate"][0] == model.estimate


def test_models_are_compared_by_aic():
    table = zicht.compare_models(SEEN, ["M0", "Mt", "Mth Chao", "pairwise"])
    values = nw.from_native(table, eager_only=True)["aic"].to_list()
    assert values == sorted(values)
    with pytest.raises(UsageError, match="No model"):
        zicht.compare_models(SEEN, [])


def test_names_of_lists_are_text_in_html():
    model = zicht.fit_model(SEEN, "Mt")
    assert "&lt;b&gt;" in model._repr_html_()
    assert "<b>" not in model._repr_html_()
    assert "shelter" in model.summary()


def test_the_profile_is_drawn():
    drawing = zicht.fit_model(SEEN, "Mt").plot()
    assert drawing.startswith("<svg")
    assert "Profile likelihood" in drawing


def test_a_report_of_one_analysis_is_a_page_or_a_pdf(tmp_path):
    result = zicht.estimate(SEEN, methods=["stepwise", "pairwise"], replicates=50)
    page = result.write_report(tmp_path / "new" / "analysis.html").read_text("utf-8")
    printed = result.write_report(tmp_path / "analysis.pdf", language="nl").read_bytes()
    text = "".join(p.extract_text() for p in pypdf.PdfReader(io.BytesIO(printed)).pages)
    estimate = result.comparison.rows()[0][1]
    assert estimate in page
    assert "not for publication" in page
    assert "<svg" in page
    assert estimate in text
    assert "niet voor publicatie" in text
    assert set(result.plots()) >= {"methods", "overlap"}
    assert estimate in result.summary()
    assert "<caption>384 persons observed" in result._repr_html_()
    with pytest.raises(UsageError, match=r"\.html or \.pdf"):
        result.write_report(tmp_path / "analysis.docx")
