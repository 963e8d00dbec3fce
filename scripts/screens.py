"""Takes the pictures of the documents, from a demonstration: run it with .venv/app/bin/python.

The demonstration is built in a temporary folder and served for the time of the pictures.
"""

import io
import os
import signal
import socket
import subprocess
import sys
import tempfile
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from PIL import Image
from playwright.sync_api import Page, sync_playwright

from parvis.apps.accounts.demonstration import PASSWORD

PORT = 8011
ADDRESS = f"http://127.0.0.1:{PORT}"
SCREENS = Path(__file__).parents[1] / "docs" / "screens"
PICTURES = {
    "insights": ("dgs@vendome.example", "/insights/"),
    "qui": ("dgs@vendome.example", "/insights/questions/qui/"),
    "profil": ("dgs@vendome.example", "/insights/questions/profil/"),
    "interets": ("dgs@vendome.example", "/insights/questions/interets/"),
    "moyens": ("dgs@vendome.example", "/insights/questions/moyens/"),
    "offre": ("dgs@vendome.example", "/offre/"),
    "satisfaits": ("dgs@vendome.example", "/insights/questions/satisfaits/"),
    "agir": ("dgs@vendome.example", "/insights/questions/agir/"),
    "explorer": ("dgs@vendome.example", "/insights/explorer/?metric=requests&by=category"),
    "rapport": ("dgs@vendome.example", "/insights/documents/rapport-activite/"),
}
WIDTHS = (1440, 768, 375)
HEIGHT, COLOURS = 1_400, 96
"""The first screens of a page, in few colours: pictures weigh little in the repository."""
READY_SECONDS, TRY_SECONDS, PAGE_MS = 400, 0.2, 120_000


@contextmanager
def demonstration() -> Iterator[None]:
    """A demonstration that answers at ADDRESS."""
    with tempfile.TemporaryDirectory() as place:
        command = "from parvis.site.cli import main; main()"
        options = ["demo", "--serve", "--quiet", "--bind", f"127.0.0.1:{PORT}", "--home"]
        server = subprocess.Popen([sys.executable, "-c", command, *options, f"{place}/home"])
        try:
            wait_for(server)
            yield
        finally:
            server.send_signal(signal.SIGINT)
            server.wait()


def wait_for(server: "subprocess.Popen[bytes]") -> None:
    """Return once the server answers; an error if it stops or is too long."""
    pause = threading.Event()
    for _ in range(int(READY_SECONDS / TRY_SECONDS)):
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", PORT)) == 0:
                return
        if server.poll() is not None:
            break
        pause.wait(TRY_SECONDS)
    raise SystemExit("the demonstration does not answer")


def take(page: Page, email: str, path: str, target: Path) -> None:
    """Sign in by the form, go to `path`, keep what the first screen shows."""
    page.goto(f"{ADDRESS}{path}")
    page.fill("[name=login]", email)
    page.fill("[name=password]", PASSWORD)
    page.press("[name=password]", "Enter")
    page.wait_for_url(f"{ADDRESS}/**")
    answer = page.goto(f"{ADDRESS}{path}")
    if answer is None or not answer.ok:
        raise SystemExit(f"{path} does not answer as it should: no picture is kept")
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": HEIGHT})
        page.wait_for_load_state("networkidle")
        keep(page.screenshot(), target.with_name(f"{target.name}-{width}.png"))


def keep(taken: bytes, target: Path) -> None:
    """Write a picture in few colours."""
    picture = Image.open(io.BytesIO(taken)).convert("RGB")
    picture.quantize(COLOURS, dither=Image.Dither.NONE).save(target, optimize=True)


def main() -> None:
    """Take every picture of PICTURES."""
    SCREENS.mkdir(parents=True, exist_ok=True)
    chromium = os.environ.get("CHROMIUM", "/usr/bin/chromium")
    with demonstration(), sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        for name, (email, path) in PICTURES.items():
            with browser.new_context(locale="fr-FR") as context:
                context.set_default_timeout(PAGE_MS)
                take(context.new_page(), email, path, SCREENS / name)
        browser.close()


if __name__ == "__main__":
    main()
