"""The built site, served below a path of its own, and a browser that may not leave it."""

import contextlib
import functools
import http.server
import os
import shutil
import sys
import threading
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent))

ROOT = Path(__file__).resolve().parents[2]
SITE = ROOT / "_build" / "html"
SETTINGS = {
    "desktop": {"viewport": {"width": 1280, "height": 900}, "color_scheme": "light"},
    "phone": {"viewport": {"width": 390, "height": 844}, "color_scheme": "light"},
    "dark": {"viewport": {"width": 1280, "height": 900}, "color_scheme": "dark"},
}
QUIET = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    # whatever a page asks of another host fails at once, and is reported
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1",
]


def pytest_generate_tests(metafunc):
    if "page_name" in metafunc.fixturenames:
        found = sorted(f.relative_to(SITE).as_posix() for f in SITE.rglob("*.html"))
        # The first page only leads on to the welcome page, which is among them.
        names = [name for name in found if name != "index.html"]
        metafunc.parametrize("page_name", names or [pytest.param("", id="not-built")])
    if "setting" in metafunc.fixturenames:
        metafunc.parametrize("setting", list(SETTINGS))


@pytest.fixture(scope="session")
def site():
    if not (SITE / "index.html").exists():
        pytest.fail("the site is not built: run `make book` first")
    return SITE


@pytest.fixture(scope="session")
def address(site, tmp_path_factory):
    """Serve the site below a path that it cannot know."""
    above = tmp_path_factory.mktemp("host")
    (above / "some").mkdir()
    (above / "some" / "path").symlink_to(site, target_is_directory=True)

    class Quiet(http.server.SimpleHTTPRequestHandler):
        def log_message(self, *args):
            pass

    handler = functools.partial(Quiet, directory=str(above))
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}/some/path"
        server.shutdown()


@pytest.fixture(scope="session")
def browser():
    playwright = pytest.importorskip("playwright.sync_api")
    with playwright.sync_playwright() as driver:
        executable = find_chromium(driver)
        if executable is None:
            say = "no Chromium: enable these tests with: apt install chromium-headless-shell"
            (pytest.fail if os.environ.get("CI") else pytest.skip)(say)
        opened = driver.chromium.launch(executable_path=executable, args=QUIET)
        yield opened
        opened.close()


def find_chromium(driver):
    """Return NETPOVERTY_CHROMIUM, Playwright's own or one on PATH; None when there is none.

    The headless shell comes first: the same pages without the browser's own window, whose
    parts take more work than a page of the book.
    """
    named = os.environ.get("NETPOVERTY_CHROMIUM")
    own = driver.chromium.executable_path
    shells = ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome")
    on_path = map(shutil.which, shells)
    candidates = [named, own, *on_path]
    return next((path for path in candidates if path and Path(path).exists()), None)


@pytest.fixture(scope="session")
def contexts(browser):
    """One context a setting: what pages share is fetched once."""
    made = {name: browser.new_context(**options) for name, options in SETTINGS.items()}
    yield made
    for context in made.values():
        context.close()


@pytest.fixture
def open_page(contexts, address):
    """Open pages, note every request that leaves the site and whatever else goes wrong."""
    with contextlib.ExitStack() as stack:

        def opener(name, setting="desktop"):
            page = contexts[setting].new_page()
            stack.callback(page.close)
            watch(page, address)
            page.goto(f"{address}/{name}", wait_until="load")
            return page

        yield opener


@pytest.fixture
def open_from_disk(browser):
    """Open files from a folder, and note what they cannot have and whatever fails in them."""
    with contextlib.ExitStack() as stack:

        def opener(file, wait="load"):
            page = browser.new_page()
            stack.callback(page.close)
            watch_loading(page)
            page.goto(file.as_uri(), wait_until=wait)
            return page

        yield opener


def watch(page, home):
    """Collect what a page asks for, and its troubles."""
    watch_loading(page)
    page.asked = []
    page.on("request", lambda request: note_request(page, request, home))
    page.on("response", lambda r: note_status(page, r))
    page.on("console", lambda m: note_console(page, m))


def watch_loading(page):
    """Collect what a page cannot have, and scripts that fail."""
    page.troubles = []
    page.on("requestfailed", lambda r: page.troubles.append(f"{r.failure}: {r.url}"))
    page.on("pageerror", lambda error: page.troubles.append(f"script: {error}"))


def note_request(page, request, home):
    page.asked.append(request.url)
    if not request.url.startswith((home, "data:", "blob:")):
        page.troubles.append(f"outside: {request.url}")


def note_status(page, response):
    if response.status >= 400:
        page.troubles.append(f"{response.status}: {response.url}")


def note_console(page, message):
    if message.type in ("error", "warning"):
        page.troubles.append(f"console: {message.text}")


@pytest.fixture
def settle():
    """Return what waits until a page is whole."""
    return wait_until_whole


def wait_until_whole(page):
    """Wait until mathematics is set and every picture, also those further down, is loaded."""
    if page.locator("article .math").count():
        page.wait_for_selector("mjx-container", state="attached", timeout=20_000)
        page.evaluate("window.MathJax.startup.promise.then(() => true)")
    page.evaluate(
        """() => Promise.all([...document.images].map((picture) => {
            picture.loading = "eager";
            return picture.decode().catch(() => {});
        }))"""
    )
