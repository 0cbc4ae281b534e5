"""What `zicht estimate` gives."""

import json

import numpy as np
import pytest

from zicht.edition.catalogue_files import languages_with_words
from zicht.estimation.comparing import compare
from zicht.estimation.judgement.evidence import MEASURES
from zicht.estimation.judgement.rule import read_rule
from zicht.estimation.latent import LatentPrior
from zicht.estimation.reading import Choices, read_capture_table
from zicht.estimation.settings import Settings
from zicht.estimation.verb import Changes, Merge, Plots, estimate_file
from zicht.vocabulary.errors import EstimationRefused, UsageError
from zicht.vocabulary.estimates import Verdict
from zicht.vocabulary.text import Text

WESTERN = """A,B,C,D,E,count
1,0,0,0,0,52
0,1,0,0,0,90
0,0,1,0,0,114
0,0,0,1,0,45
0,0,0,0,1,21
1,0,1,0,0,4
1,0,0,1,0,2
1,0,0,0,1,5
0,1,1,0,0,6
0,1,0,1,0,1
0,0,0,1,1,3
1,0,1,0,1,1
0,1,1,1,0,1
"""


@pytest.fixture
def western(tmp_path):
    path = tmp_path / "western.csv"
    path.write_text(WESTERN, encoding="utf-8")
    return path


def test_the_json_form(western):
    found = estimate_file(
        western, methods=["independence", "stepwise"], settings=Settings(replicates=50)
    )
    form = json.loads(json.dumps(found.to_json()))
    assert form["observed"] == 345
    assert form["lists"] == ["A", "B", "C", "D", "E"]
    assert [m["name"] for m in form["methods"]] == ["independence", "stepwise"]
    keys = {
        "name",
        "estimate",
        "lower",
        "upper",
        "level",
        "model",
        "replicates",
        "failed",
    }
    assert all(keys <= set(m) for m in form["methods"])
    assert form["methods"][1]["replicates"] == 50
    assert {"may_publish", "method", "disagreement", "criteria", "words"} <= set(
        form["verdict"]
    )
    assert set(form["verdict"]["words"]) == set(languages_with_words())


def test_no_replicates_gives_points_only_and_no_headline(western):
    found = estimate_file(
        western, methods=["stepwise", "bic", "graphs"], settings=Settings(replicates=0)
    )
    stepwise = found.estimate.method("stepwise")
    assert stepwise.estimate == pytest.approx(2483.4, abs=0.1)
    assert stepwise.lower is None
    assert not found.estimate.verdict.may_publish


def test_fewer_methods_than_all_give_estimates_and_no_verdict(western):
    found = estimate_file(
        western, methods=["stepwise"], settings=Settings(replicates=200)
    )
    assert found.estimate.method("stepwise").estimate == pytest.approx(2483.4, abs=0.1)
    assert not found.estimate.verdict.may_publish
    assert found.estimate.verdict.criteria == ()
    assert "No verdict" in found.lines("en")[-1]


def test_given_resamples_give_limits_and_no_verdict(calm, tmp_path):
    """Resamples that are copies of the table would give an interval without width."""
    table = read_capture_table(calm)
    path = tmp_path / "copies.txt"
    path.write_text("\n".join([" ".join(map(str, table.counts))] * 300))
    found = estimate_file(calm, resamples=path).estimate
    assert not found.verdict.may_publish
    assert found.verdict.criteria == ()


def test_the_same_seed_gives_the_same_answer(western):
    one, two = (
        estimate_file(
            western, methods=["stepwise"], settings=Settings(replicates=60, seed=5)
        ).to_json()
        for _ in range(2)
    )
    assert one == two


def test_two_processes_give_the_same_answer(western):
    one = estimate_file(
        western, methods=["stepwise"], settings=Settings(replicates=300, threads=1)
    ).to_json()
    two = estimate_file(
        western, methods=["stepwise"], settings=Settings(replicates=300, threads=2)
    ).to_json()
    assert one == two


def test_given_resamples(western, tmp_path):
    path = tmp_path / "resamples.txt"
    counts = "52 90 114 45 21 4 2 5 6 1 3 1 1"
    path.write_text("\n".join([counts] * 30), encoding="utf-8")
    found = estimate_file(
        western, methods=["independence"], resamples=path
    ).estimate.method("independence")
    assert found.replicates == 30
    assert found.lower == pytest.approx(found.estimate)
    path.write_text("1 2 3\n", encoding="utf-8")
    with pytest.raises(UsageError, match="13 counts"):
        estimate_file(western, resamples=path)


def test_lists_merged_and_omitted_are_on_record(western):
    changes = Changes((Merge(("A", "E"), "AE"),), ("B",))
    found = estimate_file(
        western,
        methods=["independence"],
        settings=Settings(replicates=0),
        changes=changes,
    )
    assert found.estimate.table.lists == ("AE", "C", "D")
    assert len(found.to_json()["record"]) == 2


def test_progress_is_told(western):
    told = []
    estimate_file(
        western,
        methods=["stepwise"],
        settings=Settings(replicates=40),
        progress=lambda *step: told.append(step),
    )
    assert told[-1][0] == "stepwise"
    assert told[-1][1] == told[-1][2]


@pytest.mark.parametrize(
    "arguments",
    [
        {"methods": ["magic"]},
        {"changes": Changes(omitted=("X",))},
        {"changes": Changes(merges=(Merge(("A", "X")),))},
        {"changes": Changes(merges=(Merge(("A",)),))},
        {"choices": Choices(lists=("A", "X"))},
    ],
)
def test_arguments_that_do_not_fit(western, arguments):
    with pytest.raises(UsageError):
        estimate_file(western, **arguments)


def test_no_overlap_at_all(tmp_path):
    path = tmp_path / "apart.csv"
    path.write_text("A,B,C,count\n1,0,0,5\n0,1,0,3\n0,0,1,4\n", encoding="utf-8")
    with pytest.raises(EstimationRefused, match="No person is on two lists"):
        estimate_file(path)


def test_the_tables_of_methods_and_words(western):
    found = estimate_file(
        western,
        methods=["independence", "pairwise", "bic"],
        settings=Settings(replicates=50),
    )
    assert found.rows()[0][:2] == ("independence", "2,007.1")
    assert found.lines("nl")[-1].startswith("Geen oordeel")
    assert "No verdict" in found.lines("en")[-1]


def test_pictures(western, tmp_path):
    found = estimate_file(
        western,
        methods=["stepwise", "bic", "graphs", "latent"],
        settings=Settings(replicates=60),
        plots=Plots(tmp_path / "p"),
    )
    names = {path.name for path in (tmp_path / "p").iterdir()}
    assert {
        f"{name}.{end}"
        for name in ("methods", "path", "draws", "overlap")
        for end in ("svg", "png", "txt")
    } == names
    svg = (tmp_path / "p" / "methods.svg").read_text(encoding="utf-8")
    assert "<svg" in svg
    assert "aria-label" in svg or "<title>" in svg
    assert found.estimate.table.n_observed == 345


def test_covariates_stand_beside_the_other_methods(tmp_path):
    rows = ["A,B,C,sex,count"]
    for k, sex in enumerate("fm"):
        for pattern, n in ((1, 60), (2, 50), (3, 9), (4, 40), (5, 8), (6, 7), (7, 2)):
            rows.append(
                ",".join(str(pattern >> i & 1) for i in range(3))
                + f",{sex},{n + 3 * k}"
            )
    path = tmp_path / "sexes.csv"
    path.write_text("\n".join(rows), encoding="utf-8")
    found = estimate_file(
        path, methods=["independence", "covariates"], settings=Settings(replicates=25)
    )
    assert (
        found.estimate.method("covariates").estimate > found.estimate.table.n_observed
    )
    totals = found.to_json()["sensitivity"]["totals"]
    assert [t["levels"] for t in totals] == [{}, {"sex": "f"}, {"sex": "m"}]
    assert all(
        t["lower"] <= t["estimate"] * 1.5 and t["upper"] > t["observed"] for t in totals
    )
    assert sum(t["estimate"] for t in totals[1:]) == pytest.approx(
        totals[0]["estimate"]
    )


def test_given_resamples_of_a_table_with_covariates_are_added_up(tmp_path):
    path, drawn = tmp_path / "t.csv", tmp_path / "r.txt"
    path.write_text(
        "A,B,sex,count\n1,0,f,50\n1,0,m,40\n0,1,f,30\n1,1,m,20\n", encoding="utf-8"
    )
    drawn.write_text("\n".join(["50 40 30 20"] * 25), encoding="utf-8")
    found = estimate_file(
        path, methods=["independence"], resamples=drawn
    ).estimate.method("independence")
    assert found.lower == pytest.approx(found.estimate) == pytest.approx(110 * 50 / 20)


def test_every_line_of_the_rule_is_measured_and_explained():
    rule = read_rule()
    assert [line.name for line in rule.lines] == list(MEASURES)
    assert all(line.why for line in rule.lines)


@pytest.fixture
def calm(tmp_path):
    """Four independent lists with plenty of overlap, of 3,000 persons."""
    rows = ["A,B,C,D,count"]
    catch = (0.3, 0.25, 0.2, 0.2)
    for pattern in range(1, 16):
        share = 1.0
        for i, p in enumerate(catch):
            share *= p if pattern >> i & 1 else 1 - p
        rows.append(
            ",".join(str(pattern >> i & 1) for i in range(4))
            + f",{round(3000 * share)}"
        )
    path = tmp_path / "calm.csv"
    path.write_text("\n".join(rows), encoding="utf-8")
    return path


def test_a_calm_table_gives_a_headline_with_its_condition(calm):
    found = estimate_file(calm, settings=Settings(replicates=200)).estimate
    assert found.verdict.may_publish, found.verdict.words.en
    assert found.headline.estimate == pytest.approx(3000, rel=0.05)
    assert found.headline.lower < 3000 < found.headline.upper
    assert found.verdict.words.en.startswith("Headline: at least about 3,000")
    assert "provided that every record is right" in found.verdict.words.en
    assert "onder de voorwaarde dat elk record klopt" in found.verdict.words.nl
    assert all(criterion.met for criterion in found.verdict.criteria)


def test_the_headline_says_what_wrong_records_and_links_would_do(calm):
    found = estimate_file(calm, settings=Settings(replicates=200)).estimate
    stated = {each.name: each.estimate for each in found.sensitivity.stated}
    assert stated["spurious_records"] < 3000
    assert stated["missed_links"] < 3000
    assert stated["false_links"] > 3000
    assert stated["unreachable"] == pytest.approx(2 * found.headline.estimate)


def test_two_lists_never_give_a_headline(tmp_path):
    path = tmp_path / "two.csv"
    path.write_text("A,B,count\n1,0,600\n0,1,500\n1,1,400\n", encoding="utf-8")
    found = estimate_file(path, settings=Settings(replicates=200)).estimate
    assert not found.verdict.may_publish
    assert not {c.name: c for c in found.verdict.criteria}["lists"].met


def test_methods_that_chose_one_model_are_one_witness(tmp_path):
    path = tmp_path / "two.csv"
    path.write_text("A,B,count\n1,0,600\n0,1,500\n1,1,400\n", encoding="utf-8")
    found = estimate_file(path, settings=Settings(replicates=200)).estimate
    names = {m.name for m in found.methods if m.model == "independence"}
    assert {"stepwise", "bic", "threshold"} <= names
    witnesses = {c.name: c for c in found.verdict.criteria}["methods"]
    assert witnesses.value < 3


def test_a_line_that_could_not_be_judged_forbids():
    line = read_rule().lines[0]
    assert line.judge(None).met is None
    with pytest.raises(EstimationRefused):
        Verdict(
            may_publish=True,
            method="stepwise",
            disagreement=False,
            criteria=(line.judge(None),),
            words=Text("ja", "yes"),
        )


@pytest.mark.parametrize(
    "setting",
    [
        {"p_value": 2.5},
        {"p_value": 0.0},
        {"level": 1.0},
        {"replicates": -1},
        {"threads": 0},
        {"n_top": 0},
        {"max_order": 0},
        {"bootstrap": "other"},
        {"level": "0.95"},
        {"level": float("nan")},
        {"p_value": None},
        {"replicates": float("inf")},
        {"replicates": 1.5},
        {"replicates": True},
        {"replicates": 10**12},
        {"seed": 1.5},
        {"threads": 10**9},
        {"max_order": 2.5},
        {"n_top": "all"},
        {"latent_sweeps": float("inf")},
        {"latent_sweeps": 10**15},
        {"year": 2024},
    ],
)
def test_a_setting_outside_its_range_is_refused_when_made(setting):
    (name,) = setting
    with pytest.raises(UsageError, match="not valid") as refused:
        Settings(**setting)
    assert refused.value.details[0].startswith(f"{name} is ")


def test_numbers_of_numpy_are_settings():
    settings = Settings(replicates=np.int64(300), level=np.float64(0.9))
    assert (settings.replicates, settings.level) == (300, 0.9)


@pytest.mark.parametrize(
    "prior",
    [
        {"n_classes": 2.5},
        {"n_classes": "3"},
        {"shape": "a"},
        {"shape": None},
        {"rate": float("inf")},
        {"rate": 0},
    ],
)
def test_a_prior_outside_its_range_is_refused_when_made(prior):
    with pytest.raises(UsageError, match=r"not possible|above zero"):
        LatentPrior(**prior)


def test_compare_takes_a_table_from_the_pipeline():
    from zicht.vocabulary.estimates import CaptureTable

    table = CaptureTable(
        ("A", "B", "C"), (1, 2, 3, 4, 5, 6, 7), (60, 50, 9, 40, 8, 7, 2)
    )
    assert (
        compare(table, methods=["independence"], settings=Settings(replicates=0))
        .estimate.methods[0]
        .estimate
        > 176
    )
