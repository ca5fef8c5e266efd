"""A real linli with the example, and Debian's chromium at it."""

import json
import os
import shutil
import socket
import subprocess
import tempfile
import time
import urllib.request
from pathlib import Path

import pytest
from playwright.sync_api import sync_playwright

ROOT = Path(__file__).resolve().parent.parent.parent
LINLI = os.environ.get("LINLI_BINARY", str(ROOT / ".build/debug/linli"))
# Patience of everything that waits: a debug build on a busy machine.
PATIENCE = 60


class Installation:
    """One data folder with the example in it, served on a free port."""

    def __init__(self, folder: str):
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = probe.getsockname()[1]
        self.url = f"http://127.0.0.1:{self.port}"
        self.environment = {
            **os.environ, "LINLI_DATA": folder, "LINLI_LISTEN": f"127.0.0.1:{self.port}"}
        self.example = self.run("example", "load")
        self.server = subprocess.Popen(
            [LINLI, "serve"], env=self.environment, stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT, text=True)
        self._wait()

    def run(self, *arguments: str) -> dict:
        done = subprocess.run(
            [LINLI, *arguments, "--json"], env=self.environment, capture_output=True, text=True,
            timeout=PATIENCE, check=True)
        return json.loads(done.stdout)

    def link(self, household: str) -> dict:
        return self.run("household", "link", household, "--compound", "文宴雅居")

    def _wait(self) -> None:
        deadline = time.monotonic() + PATIENCE
        while time.monotonic() < deadline:
            try:
                with urllib.request.urlopen(f"{self.url}/healthz", timeout=2) as answer:
                    if answer.status == 200:
                        return
            except OSError:
                time.sleep(0.1)
        raise RuntimeError("linli serve did not answer")

    def stop(self) -> None:
        self.server.terminate()
        self.server.wait(PATIENCE)


@pytest.fixture(scope="session")
def linli():
    folder = tempfile.mkdtemp(prefix="linli-browser-")
    os.chmod(folder, 0o711)
    installation = Installation(f"{folder}/data")
    yield installation
    installation.stop()
    shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture(scope="session")
def chromium():
    path = shutil.which("chromium")
    assert path, "Debian's chromium is not installed"
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=path, args=["--no-sandbox"] if os.geteuid() == 0 else [])
        yield browser
        browser.close()


@pytest.fixture(params=[(390, 844), (1280, 800)], ids=["phone", "wide"])
def page(chromium, request):
    """A page that fails its test when anything is said on the console or the CSP is violated."""
    width, height = request.param
    context = chromium.new_context(
        viewport={"width": width, "height": height}, locale="zh-CN")
    page = context.new_page()
    said: list[str] = []
    page.on("console", lambda message: said.append(f"{message.type}: {message.text}"))
    page.on("pageerror", lambda error: said.append(f"error: {error}"))
    yield page
    # A CSP violation is reported on the console too. A page that is answered with 4xx is itself
    # such a line, which the test asked for.
    unexpected = [line for line in said if "Failed to load resource" not in line]
    context.close()
    assert unexpected == []
