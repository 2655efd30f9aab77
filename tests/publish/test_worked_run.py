"""The page on running a file shows commands that work, and what they print."""

import json
import re
import shlex
import subprocess
import sys
from pathlib import Path

PAGE = Path(__file__).resolve().parents[2] / "book" / "run-on-your-file.md"
PAIR = re.compile(r"```shell\n(.+?)\n```\n+```text\n(.*?)\n```", re.S)
MORE = "…"


def steps():
    text = PAGE.read_text(encoding="utf-8")
    found = PAIR.findall(text)
    assert len(found) == text.count("```shell") == text.count("```text")
    return found


def printed(command, netpoverty):
    """Run one command; return what a reader sees, progress and trailing blanks left out."""
    program, *words = shlex.split(command)
    if program == "netpoverty":
        code, out, err = netpoverty(*words)
        return out if code == 0 else err
    assert program == "python"
    done = subprocess.run([sys.executable, *words], capture_output=True, text=True, check=True)
    return done.stdout


def test_every_command_of_the_page_prints_what_stands_below_it(netpoverty, tmp_path, monkeypatch):
    folder = tmp_path / "demo"
    folder.mkdir()
    monkeypatch.chdir(folder)
    for command, shown in steps():
        lines = [line.rstrip() for line in printed(command, netpoverty).rstrip().splitlines()]
        expected = shown.splitlines()
        if expected[-1] == MORE:
            lines, expected = lines[: len(expected) - 1], expected[:-1]
        assert lines == expected, command
    for results in folder.glob("*/results.json"):
        found = json.loads(results.read_text(encoding="utf-8"))["results"]
        assert {record["kind"] for record in found.values()} == {"published", "simulated"}
        for name, record in found.items():
            assert "twin" not in str(record["value"]), f"{results.parent.name}: {name}"
