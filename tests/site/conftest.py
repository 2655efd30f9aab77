"""The built site, served below a path of its own, and a browser that may not leave it."""

import contextlib
import functools
import http.server
import os
import shutil
import threading
from pathlib import Path

import pytest

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
]


def pytest_generate_tests(metafunc):
    if "page_name" in metafunc.fixturenames:
        names = sorted(f.relative_to(SITE).as_posix() for f in SITE.rglob("*.html"))
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
            say = "no Chromium found; enable the browser tests with: apt install chromium"
            (pytest.fail if os.environ.get("CI") else pytest.skip)(say)
        opened = driver.chromium.launch(executable_path=executable, args=QUIET)
        yield opened
        opened.close()


def find_chromium(driver):
    """Return NETPOVERTY_CHROMIUM, Playwright's own or one on PATH; None when there is none."""
    named = os.environ.get("NETPOVERTY_CHROMIUM")
    own = driver.chromium.executable_path
    on_path = map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))
    candidates = [named, own, *on_path]
    return next((path for path in candidates if path and Path(path).exists()), None)


@pytest.fixture
def open_page(browser, address):
    """Open pages with every outside request refused; collect what went wrong."""
    with contextlib.ExitStack() as stack:

        def opener(name, setting="desktop"):
            context = browser.new_context(**SETTINGS[setting])
            stack.callback(context.close)
            page = context.new_page()
            page.troubles = []
            page.on("requestfailed", lambda r: page.troubles.append(f"failed: {r.url}"))
            page.on("response", lambda r: note_status(page, r))
            page.on("pageerror", lambda error: page.troubles.append(f"script: {error}"))
            page.on("console", lambda m: note_console(page, m))
            page.route("**/*", lambda route: stay(page, route, address))
            page.goto(f"{address}/{name}", wait_until="networkidle")
            return page

        yield opener


def stay(page, route, address):
    url = route.request.url
    if url.startswith((address, "data:", "blob:")):
        route.continue_()
    else:
        page.troubles.append(f"outside: {url}")
        route.abort()


def note_status(page, response):
    if response.status >= 400:
        page.troubles.append(f"{response.status}: {response.url}")


def note_console(page, message):
    if message.type in ("error", "warning"):
        page.troubles.append(f"console: {message.text}")
