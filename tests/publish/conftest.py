"""A book to run, and the command line as a user calls it."""

import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent))
import book as demo_book


@pytest.fixture
def book(tmp_path, monkeypatch):
    root = tmp_path / "book"
    root.mkdir()
    demo_book.make(root)
    monkeypatch.chdir(root)
    return root


@pytest.fixture
def netpoverty(monkeypatch, capsys):
    """Call the command line; return exit code and what it said on both channels."""
    from netpoverty.publish.cli import main

    def call(*words):
        monkeypatch.setattr(sys, "argv", ["netpoverty", *map(str, words)])
        with pytest.raises(SystemExit) as ended:
            main()
        said = capsys.readouterr()
        return ended.value.code or 0, said.out, said.err

    return call
