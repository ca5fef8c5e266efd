"""Requests made up from /api/v1/openapi.json, good and bad ones: no answer is a fault of the
server's, and each is as the document says. Bounded: together some two minutes."""

import json
import os
import subprocess
import sys
import urllib.request
from pathlib import Path

import pytest

# Seconds of one run; pytest gives up on it then.
LIMIT = 150
SETTINGS = """
[checks]
# An operation may refuse what is well formed: 422, with a code of its own.
positive_data_acceptance.expected-statuses = [
    "2xx", "401", "403", "404", "409", "422", "429"]
"""

# Who knows which part of the interface; the resident's own address needs another kind of token.
RUNS = {
    "manager": [
        "--exclude-path-regex", "/api/v1/(fees|accounts|audit)", "--exclude-path",
        "/api/v1/compounds"],
    "admin": ["--include-path-regex", "^/api/v1/(accounts.*|compounds|appointments)$"],
    "auditor": ["--include-path", "/api/v1/audit"],
}


def narrowed(linli, compound: int) -> dict:
    """The document as it is served, with those values in paths that lead somewhere."""
    with urllib.request.urlopen(f"{linli.url}/api/v1/openapi.json") as answer:
        document = json.load(answer)
    known = {
        "scope": [compound], "household": ["1-1-101", "1-1-201", "2-1-101"],
        "stall": ["A-001", "A-009"], "month": ["2021-11", "2021-12", "2022-01"],
        "receipt": ["2021-000001", "2021-000003"], "payment": [1, 2], "schedule": [1, 2],
        "resolution": [1, 2]}
    for path in document["paths"].values():
        for operation in path.values():
            for parameter in operation.get("parameters", []):
                if parameter.get("in") == "path" and parameter["name"] in known:
                    kind = parameter["schema"]["type"]
                    parameter["schema"] = {"type": kind, "enum": known[parameter["name"]]}
    return document


@pytest.mark.parametrize("account", list(RUNS))
def test_every_answer_is_as_described(linli, compound, account, tmp_path: Path):
    settings = tmp_path / "schemathesis.toml"
    settings.write_text(SETTINGS, encoding="utf-8")
    document = tmp_path / "openapi.json"
    document.write_text(json.dumps(narrowed(linli, compound)), encoding="utf-8")
    examples = "25" if account == "manager" else "40"
    done = subprocess.run(
        [
            Path(sys.executable).parent / "schemathesis", "--config-file", settings, "run",
            document, "--url", linli.url, "--header",
            f"Authorization: Bearer {linli.token(account)}", "--checks", "all",
            "--phases", "examples,coverage,fuzzing", "--max-examples", examples, "--seed",
            os.environ.get("LINLI_SEED", "7"), "--request-timeout", "20", "--no-color",
            *RUNS[account],
        ],
        cwd=tmp_path, capture_output=True, text=True, timeout=LIMIT)
    report = done.stdout + done.stderr
    summary = report[report.find("SUMMARY"):]
    assert done.returncode == 0, report[-12_000:]
    assert "Tested: 0" not in summary
    print(summary)
