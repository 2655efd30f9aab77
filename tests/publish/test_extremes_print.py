"""The chapters on the prefectures and on the county run at the extremes of their parameters.

Two files, so that two processes share the work.
"""

import pytest
from extremes import check_run, runs


@pytest.mark.parametrize(("name", "given"), runs("sichuan", "changting"))
def test_a_chapter_runs_at_an_extreme(name, given):
    check_run(name, given)
