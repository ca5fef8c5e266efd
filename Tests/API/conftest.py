"""A real linli with the example, served on a free port, and the tokens of its people."""

import json
import os
import shutil
import socket
import subprocess
import tempfile
import time
import urllib.error
import urllib.request
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent.parent
LINLI = os.environ.get("LINLI_BINARY", str(ROOT / ".build/debug/linli"))
# Patience of everything that waits: a debug build on a busy machine.
PATIENCE = 60
COMPOUND = "文宴雅居"
# All that there is; a token gives no more of them than its owner has.
PERMISSIONS = [
    "manage-installation", "manage-accounts", "appoint", "read-register", "manage-register",
    "record-resolution", "manage-schedules", "bill", "take-payment", "correct-fees",
    "approve-corrections", "read-fees", "read-reports", "answer-dispute", "read-audit"]


class Installation:
    """One data folder with the example in it, served on a free port."""

    def __init__(self, folder: str):
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = probe.getsockname()[1]
        self.url = f"http://127.0.0.1:{self.port}"
        self.environment = {
            **os.environ, "LINLI_DATA": folder, "LINLI_LISTEN": f"127.0.0.1:{self.port}"}
        self.run("example", "load")
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

    def token(self, account: str) -> str:
        words = [word for name in PERMISSIONS for word in ("--permission", name)]
        issued = self.run("token", "issue", "--name", "api", "--account", account, *words)
        return issued["token"]

    def call(self, method: str, path: str, token: str, body=None, key: str | None = None):
        """The status and the document of an answer, and its headers."""
        request = urllib.request.Request(
            f"{self.url}/api/v1{path}", method=method,
            data=None if body is None else json.dumps(body).encode(),
            headers={"Authorization": f"Bearer {token}"})
        if body is not None:
            request.add_header("Content-Type", "application/json")
        if key is not None:
            request.add_header("Idempotency-Key", key)
        try:
            with urllib.request.urlopen(request, timeout=PATIENCE) as answer:
                return answer.status, json.load(answer), answer.headers
        except urllib.error.HTTPError as error:
            return error.code, json.load(error), error.headers

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
    folder = tempfile.mkdtemp(prefix="linli-api-")
    os.chmod(folder, 0o711)
    installation = Installation(f"{folder}/data")
    yield installation
    installation.stop()
    shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture(scope="session")
def compound(linli) -> int:
    found = linli.run("compound", "list", "--search", COMPOUND)
    return found["compounds"][0]["id"]
