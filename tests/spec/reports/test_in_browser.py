"""Reports and briefs in a real browser: accessible in light and dark, narrow, and silent towards the world."""

from pathlib import Path

import axe_playwright_python
import pytest
from playwright.sync_api import Browser, Page

pytestmark = pytest.mark.browser

AXE = next(Path(axe_playwright_python.__file__).parent.glob("axe.min.js"), None)
PAGES = (
    "voorbeeldland/slachtoffermonitor-mensenhandel.nl",
    "voorbeeldland/dadermonitor-seksueel-geweld.en",
    "voorbeeldland/jaarverslag-2024.nl",
    "voorbeeldland/brief-vb0002.nl",
    "nederland/kerncijfers-2022.en",
    "nederland/jaarverslag-2020.nl",
    "nederland/brief-sgtk.en",
)


def opened(
    browser: Browser,
    shelf: Path,
    name: str,
    *,
    width: int = 1200,
    scheme: str = "light",
) -> Page:
    """Open a page from disk; everything it asks for beside itself is noted and refused."""
    context = browser.new_context(
        viewport={"width": width, "height": 900}, color_scheme=scheme
    )  # type: ignore[arg-type]
    page = context.new_page()
    page.goto((shelf / f"{name}.html").as_uri())
    return page


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("name", PAGES)
def test_axe_finds_nothing(
    browser: Browser, shelf: Path, name: str, scheme: str
) -> None:
    assert AXE is not None
    page = opened(browser, shelf, name, scheme=scheme)
    page.evaluate(AXE.read_text("utf-8"))
    found = page.evaluate(
        "async () => (await axe.run()).violations.map(v => [v.id, v.nodes.map(n => n.html)])"
    )
    page.context.close()
    assert found == []


@pytest.mark.parametrize("name", PAGES)
def test_nothing_overflows_at_320_pixels(
    browser: Browser, shelf: Path, name: str
) -> None:
    page = opened(browser, shelf, name, width=320)
    width = page.evaluate("document.documentElement.scrollWidth")
    page.context.close()
    assert width <= 320


@pytest.mark.parametrize("name", PAGES)
def test_a_page_asks_for_nothing(browser: Browser, shelf: Path, name: str) -> None:
    context = browser.new_context()
    page = context.new_page()
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto((shelf / f"{name}.html").as_uri())
    context.close()
    assert len(asked) == 1
