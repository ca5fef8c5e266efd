"""What is looked at on every page that a test comes to."""

import io
import os
import re
from pathlib import Path

import pypdf
import zxingcpp
from axe_playwright_python.sync_playwright import Axe
from PIL import Image
from playwright.sync_api import Locator, Page

WIDTHS = [(390, 844), (1280, 800)]
# Where to leave a picture of each page at both widths; none are taken without it.
SHOTS = os.environ.get("LINLI_SHOTS")

# A violation is a line on the console too, where it has happened before anybody listens; this one
# names what was wrong.
WATCH = """
document.addEventListener("securitypolicyviolation", (event) =>
  console.error(`CSP ${event.violatedDirective} ${event.blockedURI} ${event.sourceFile}`));
"""


def listen(page: Page) -> list[str]:
    """Everything that is wrong from now on, besides what a test looks at itself: lines on the
    console, exceptions, violations of the CSP, parts of a page that did not load."""
    said: list[str] = []

    def on_console(message) -> None:
        # A page that is answered with 4xx is such a line, which the test asked for.
        # Advice of the browser to authors (`verbose`) is no error either.
        if message.type != "verbose" and "Failed to load resource" not in message.text:
            said.append(f"{message.type}: {message.text}")

    def on_response(answer) -> None:
        if answer.status >= 400 and not answer.request.is_navigation_request():
            said.append(f"{answer.status} {answer.url}")

    page.add_init_script(WATCH)
    page.on("console", on_console)
    page.on("pageerror", lambda error: said.append(f"error: {error}"))
    page.on("response", on_response)
    return said


def serious(page: Page) -> list[str]:
    found = Axe().run(page).response["violations"]
    return [
        f"{v['id']}: {v['nodes'][0]['html'][:200]}"
        for v in found if v["impact"] in ("serious", "critical")]


def overflow(page: Page) -> int:
    return page.evaluate(
        "document.documentElement.scrollWidth - document.documentElement.clientWidth")


def look(page: Page, name: str | None = None) -> None:
    """Holds a page to what holds for all of them, at both widths."""
    before = page.viewport_size
    for width, height in WIDTHS:
        page.set_viewport_size({"width": width, "height": height})
        assert overflow(page) <= 0, f"{page.url} at {width}"
        assert serious(page) == [], f"{page.url} at {width}"
        if SHOTS:
            title = name or re.sub(r"\W+", "-", page.url.split("/", 3)[3]) or "start"
            Path(SHOTS).mkdir(parents=True, exist_ok=True)
            page.screenshot(path=f"{SHOTS}/{title}-{width}.png", full_page=True)
    page.set_viewport_size(before)


def amounts(place: Locator) -> list[str]:
    """The figures of a column or a list, as they are read."""
    return [text.strip() for text in place.all_inner_texts()]


def printed(page: Page) -> list[tuple[int, int, str]]:
    """The sheets that the browser would print: width and height in millimetres, and the words."""
    document = pypdf.PdfReader(io.BytesIO(page.pdf(prefer_css_page_size=True)))
    return [
        (round(float(sheet.mediabox.width) / 72 * 25.4),
         round(float(sheet.mediabox.height) / 72 * 25.4), sheet.extract_text())
        for sheet in document.pages]


def codes(place: Locator) -> list[str]:
    """What a phone reads of the QR codes that are seen there."""
    picture = Image.open(io.BytesIO(place.screenshot()))
    return [found.text for found in zxingcpp.read_barcodes(picture)]
