"""The page beside protected tables, in a real browser: accessible, narrow, light and dark, and without a request."""

from pathlib import Path

import axe_playwright_python
import pytest
from playwright.sync_api import Browser
from tests.desk import protect_amounts, protect_files

pytestmark = pytest.mark.browser

AXE = Path(axe_playwright_python.__file__).parent / "axe.min.js"


@pytest.fixture(scope="module", params=["counts", "counts in Dutch", "sums"])
def address(
    tmp_path_factory: pytest.TempPathFactory, request: pytest.FixtureRequest
) -> str:
    folder = tmp_path_factory.mktemp("tables")
    rows = [
        f"a place with a long name {i % 9},form{i % 4},{'mf'[i % 2]}"
        for i in range(0, 400, 3)
        for _ in range(i % 5)
    ]
    (folder / "micro.csv").write_text(
        "\n".join(["place of the first report,form,sex", *rows]), encoding="utf-8"
    )
    (folder / "policy.toml").write_text(
        'name = "p"\nversion = 1\nreason = "test"\n', encoding="utf-8"
    )
    out = folder / "out"
    if request.param == "sums":
        amounts = [f"{row},{7 * at % 40}" for at, row in enumerate(rows)]
        (folder / "micro.csv").write_text(
            "\n".join(["place,form,sex,days", *amounts]), encoding="utf-8"
        )
        (folder / "policy.toml").write_text(
            'name = "p"\nversion = 1\nreason = "test"\nmethod = "suppression"\n',
            encoding="utf-8",
        )
        protect_amounts(
            folder / "micro.csv",
            value="days",
            by=["place,form"],
            policy=folder / "policy.toml",
            out=out,
        )
        return (out / "report.html").as_uri()
    by = ["place of the first report,form", "place of the first report,form,sex"]
    protect_files(
        folder / "micro.csv",
        by=by,
        policy=folder / "policy.toml",
        merge_rare=["form=60"],
        out=out,
        language="nl" if "Dutch" in request.param else "en",
    )
    return (out / "report.html").as_uri()


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [320, 1200])
def test_the_page_is_accessible_at_any_width_and_asks_for_nothing(
    browser: Browser, address: str, width: int, scheme: str
) -> None:
    context = browser.new_context(
        viewport={"width": width, "height": 900}, color_scheme=scheme
    )  # type: ignore[arg-type]
    page = context.new_page()
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto(address)
    page.evaluate(
        "document.querySelectorAll('details').forEach(one => { one.open = true })"
    )
    wide = page.evaluate("document.documentElement.scrollWidth")
    page.evaluate(AXE.read_text("utf-8"))
    found = page.evaluate(
        "async () => (await axe.run()).violations.map(v => [v.id, v.nodes.map(n => n.html)])"
    )
    context.close()
    assert asked == [address]
    assert wide <= width
    assert found == []
