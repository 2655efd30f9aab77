"""The package that waits to be asked is whole when it is."""

import subprocess
import sys

import pytest

pytest.importorskip("rfc3987_syntax")
ASKED = """
import importlib.util, sys
import netpoverty, jsonschema
stand_in = sys.modules["rfc3987_syntax"]
assert importlib.util.find_spec("rfc3987_syntax").name == "rfc3987_syntax"
checker = jsonschema.FormatChecker()
{first}
assert checker.conforms("http://a.b/ü", "iri") and not checker.conforms(":::", "iri")
import rfc3987_syntax, rfc3987_syntax.syntax_helpers
assert rfc3987_syntax.syntax_helpers.parse and rfc3987_syntax is not stand_in
"""


@pytest.mark.parametrize("first", ["", "stand_in.syntax_helpers"])
def test_a_check_finds_the_grammars(first):
    command = [sys.executable, "-c", ASKED.format(first=first)]
    done = subprocess.run(command, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr


def test_nothing_is_built_before():
    told = "import netpoverty, jsonschema, sys; print('lark' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", told], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "False"
