"""Takes the pictures of docs/images from a built site of the invented country.

`python tools/take_pictures.py projects/voorbeeldland/site` needs Chromium and the development dependencies. Run it
after `make demo` when the pages look different.
"""

import shutil
import sys
import threading
from pathlib import Path

from playwright.sync_api import Browser, sync_playwright

from zicht.site.serving import make_server

IMAGES = Path(__file__).parents[1] / "docs" / "images"
PICTURES = {
    "indicator": ("en/victims/reported-victims/", 760, 1180),
}
"""Page, width and height of each picture."""
JPEG_QUALITY = 70


def take(browser: Browser, address: str, name: str, *, width: int, height: int) -> Path:
    """Photograph the top of a page."""
    page = browser.new_page(viewport={"width": width, "height": height})
    page.goto(address)
    page.wait_for_load_state("networkidle")
    target = IMAGES / f"{name}.jpg"
    page.screenshot(path=target, type="jpeg", quality=JPEG_QUALITY)
    page.close()
    return target


def main(site: Path) -> None:
    """Serve the site on this machine and take every picture."""
    IMAGES.mkdir(parents=True, exist_ok=True)
    server = make_server(site)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    root = f"http://127.0.0.1:{server.server_address[1]}/"
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=shutil.which("chromium"), args=["--no-sandbox"]
        )
        for name, (path, width, height) in PICTURES.items():
            target = take(browser, root + path, name, width=width, height=height)
            print(f"{target.name}: {target.stat().st_size // 1000} kB")
        browser.close()
    server.shutdown()
    server.server_close()


if __name__ == "__main__":
    main(Path(sys.argv[1]))
