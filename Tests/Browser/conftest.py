"""A real linli with the example, its people, and Debian's chromium at it."""

import json
import os
import shutil
import socket
import subprocess
import tempfile
import time
import urllib.request
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from looking import listen
from playwright.sync_api import Browser, Page, expect, sync_playwright

ROOT = Path(__file__).resolve().parent.parent.parent
LINLI = os.environ.get("LINLI_BINARY", str(ROOT / ".build/debug/linli"))
FIXTURES = ROOT / "Tests/Fixtures/wenyanyaju"
# Patience of everything that waits: a debug build on a busy machine.
PATIENCE = 60
COMPANY = "示例物业服务公司"

# Milliseconds: a debug build on a busy machine.
expect.set_options(timeout=10_000)


@dataclass
class Compound:
    """One that the example's company serves."""

    name: str
    path: str
    # Its register's link of a household and the rest go by the name.
    run: Callable[..., dict]

    def household(self, code: str) -> str:
        return f"{self.path}/households/{code}"

    def link(self, code: str) -> dict:
        return self.run("household", "link", code, "--compound", self.name)


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
        self.passwords = {
            person["name"]: person["initialPassword"] for person in self.example["accounts"]}
        self.log = open(f"{folder}/serve.log", "w+")
        self.server = subprocess.Popen(
            [LINLI, "serve"], env=self.environment, stdout=self.log, stderr=self.log)
        self._wait()

    def run(self, *arguments: str) -> dict:
        done = subprocess.run(
            [LINLI, *arguments, "--json"], env=self.environment, capture_output=True, text=True,
            timeout=PATIENCE)
        assert done.returncode == 0, done.stderr
        return json.loads(done.stdout)

    def link(self, household: str) -> dict:
        return self.run("household", "link", household, "--compound", "文宴雅居")

    def found(self, name: str) -> Compound:
        listed = self.run("compound", "list")["compounds"]
        number = next(row["id"] for row in listed if row["name"] == name)
        return Compound(name, f"{self.url}/compounds/{number}", self.run)

    def compound(self, name: str, register: bool = False, fee: bool = False) -> Compound:
        """A compound of the test's own, so that no test changes what another one counts."""
        self.run("compound", "add", name, "--county", "魏都区")
        basis = self.run(
            "resolution", "record", "--compound", name, "--kind", "historical", "--body",
            "owners-assembly", "--title", "物业费每户每月50元", "--adopted", "2021-10-08",
            "--source", "2021年10月8日业主大会会议记录", "--text", "物业费每户每月50元。")
        self.run(
            "contract", "record", "--compound", name, "--company", COMPANY, "--from",
            "2021-10-08", "--resolution", str(basis["id"]))
        if register:
            self.run(
                "household", "import", str(FIXTURES / "households.csv"), "--compound", name)
        if fee:
            self.run(
                "schedule", "add", "--compound", name, "--item", "property-fee", "--rate",
                "50.00", "--per", "household", "--from", "2021-11", "--due-day", "25",
                "--resolution", str(basis["id"]))
        return self.found(name)

    def bill(self, compound: Compound, month: str) -> dict:
        return self.run("bill", "run", month, "--compound", compound.name)

    def _wait(self) -> None:
        deadline = time.monotonic() + PATIENCE
        while time.monotonic() < deadline and self.server.poll() is None:
            try:
                with urllib.request.urlopen(f"{self.url}/healthz", timeout=2) as answer:
                    if answer.status == 200:
                        return
            except OSError:
                time.sleep(0.1)
        self.log.seek(0)
        raise RuntimeError("linli serve did not answer: " + self.log.read())

    def stop(self) -> None:
        self.server.terminate()
        self.server.wait(PATIENCE)
        self.log.close()


@pytest.fixture(scope="session")
def linli() -> Iterator[Installation]:
    folder = tempfile.mkdtemp(prefix="linli-browser-")
    os.chmod(folder, 0o711)
    os.mkdir(f"{folder}/data", 0o711)
    installation = Installation(f"{folder}/data")
    yield installation
    installation.stop()
    shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture(scope="session")
def example(linli) -> Compound:
    return linli.found("文宴雅居")


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    path = shutil.which("chromium")
    assert path, "Debian's chromium is not installed"
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=path, args=["--no-sandbox"] if os.geteuid() == 0 else [])
        yield browser
        browser.close()


@pytest.fixture(params=[(390, 844), (1280, 800)], ids=["phone", "wide"])
def page(chromium, request) -> Iterator[Page]:
    """A page of nobody's, at both widths, that fails its test when anything is said on the console
    or the CSP is violated."""
    width, height = request.param
    context = chromium.new_context(
        viewport={"width": width, "height": height}, locale="zh-CN")
    page = context.new_page()
    said = listen(page)
    yield page
    context.close()
    assert said == []


class People:
    """The people of the example, each with a password of their own after the first log-in."""

    def __init__(self, linli: Installation, chromium: Browser):
        self.linli = linli
        self.chromium = chromium
        self.states: dict[str, dict] = {}
        self.passwords: dict[str, str] = {}

    def log_in(self, page: Page, name: str) -> None:
        """By the form that is on the page."""
        password = self.passwords.get(name) or self.linli.passwords[name]
        page.get_by_label("登录名").fill(name)
        page.get_by_label("密码").fill(password)
        page.get_by_role("button", name="登录").click()
        if page.url.endswith("/password"):
            self.choose_password(page, name)

    def choose_password(self, page: Page, name: str) -> None:
        own = f"{name} 桂花 渡口 石榴 算盘"
        page.get_by_label("现在的密码").fill(self.linli.passwords[name])
        page.get_by_label("新密码", exact=True).fill(own)
        page.get_by_label("再填一次新密码").fill(own)
        page.get_by_role("button", name="修改密码").click()
        page.wait_for_url("**/desk")
        self.passwords[name] = own

    def state(self, name: str) -> dict:
        if name not in self.states:
            context = self.chromium.new_context(locale="zh-CN")
            page = context.new_page()
            page.goto(f"{self.linli.url}/login")
            self.log_in(page, name)
            page.wait_for_url("**/desk")
            self.states[name] = context.storage_state()
            context.close()
        return self.states[name]


@pytest.fixture(scope="session")
def people(linli, chromium) -> People:
    return People(linli, chromium)


@pytest.fixture
def enter(people, chromium) -> Iterator[Callable[..., Page]]:
    """Opens a page, wide, of somebody who is logged in, or of nobody. When the test has passed,
    nothing may have been said on the console of any of them."""
    contexts = []
    said: list[list[str]] = []

    def open_page(name: str | None = None, **options) -> Page:
        if name is not None:
            options["storage_state"] = people.state(name)
        context = chromium.new_context(
            viewport={"width": 1280, "height": 800}, locale="zh-CN", accept_downloads=True,
            **options)
        context.set_default_timeout(10_000)
        contexts.append(context)
        context.on("page", lambda page: said.append(listen(page)))
        return context.new_page()

    yield open_page
    for context in contexts:
        context.close()
    assert [line for lines in said for line in lines] == []
