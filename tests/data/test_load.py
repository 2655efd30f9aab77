"""The door: a path is real or refused, an empty source is a world, choices are checked."""

import types

import numpy as np
import pytest

from netpoverty.data import load as door
from netpoverty.data.choices import CHOICES, settle
from netpoverty.data.sample_flow import SampleFlow
from netpoverty.data.samples import line_population, migrant_workers
from netpoverty.data.schemas import tidy
from netpoverty.errors import InputError


def workers(**changes):
    """Ten respondents in the CGSS schema, all of them migrant workers by every gate."""
    n = 10
    given = {
        "respondent_id": range(n),
        "province_code": [51.0] * n,
        "region": ["West"] * n,
        "community_id": [1] * n,
        "age_years": np.linspace(20, 60, n),
        "female": [0.0] * n,
        "hukou_code": [1.0] * n,
        "work_history_code": [1.0] * n,
        "worked_code": [4.0] * n,
        "income_year_cny": np.arange(n) * 10_000.0,
        "income_top_coded": [0.0] * n,
        "internet_frequency": [4.0] * n,
        "health_self_rated": [3.0] * n,
        "schooling_level": ["college"] * n,
        "married": [1.0] * n,
        "weight": np.linspace(0.5, 1.5, n),
        "weight_raking": [1.0] * n,
    }
    return tidy("cgss", given | changes, is_simulated=True)


@pytest.fixture
def fake_world(monkeypatch):
    module = types.ModuleType("netpoverty.data.simulated")
    module.simulate = lambda name, world, **settings: types.SimpleNamespace(
        frame=workers(), truth=None, label=f"{world} {settings}"
    )
    monkeypatch.setitem(__import__("sys").modules, module.__name__, module)


def test_an_empty_source_opens_a_world(fake_world):
    data = door.load("cgss", "", "effect", {"seed": 7}, age_max=50)
    assert data.kind == "simulated" and data.is_simulated
    assert "◇ simulated" in data.badge and "seed" in data.badge
    assert len(data.frame) == 10 and len(data.sample) == 7
    assert data.flow.left == 7
    assert len(data.preview()) == 5


def test_a_path_never_falls_back_to_a_world(fake_world, tmp_path):
    with pytest.raises(InputError, match=r"nothing\.dta: there is no such file"):
        door.load("cgss", str(tmp_path / "nothing.dta"))


@pytest.mark.parametrize(
    ("name", "choices", "words"),
    [
        ("cgsss", {}, "did you mean 'cgss'"),
        ("cgss", {"hukou_code": (1,)}, "did you mean 'hukou_codes'"),
        ("cgss", {"hukou_codes": (1, 9)}, "codes from 1 to 7"),
        ("cgss", {"hukou_codes": ()}, "at least one"),
        ("cgss", {"age_min": 3}, "from 16 to 60"),
        ("cgss", {"worked_gate": "samples"}, "did you mean 'sample'"),
        ("cfps", {"respondent": "oldest"}, "need a file"),
    ],
)
def test_a_wrong_choice_is_refused(name, choices, words, fake_world):
    with pytest.raises(InputError) as refused:
        door.load(name, **choices)
    assert words in str(refused.value)


@pytest.mark.parametrize("name", CHOICES)
def test_every_default_is_one_of_its_own_alternatives(name):
    assert settle(name, settle(name, {})) == settle(name, {})


def gate(choices=None, **changes):
    frame = workers(**changes)
    flow = SampleFlow("respondents", len(frame))
    return migrant_workers(frame, flow, settle("cgss", choices or {}))


def test_former_farmers_enter_by_choice():
    codes = [1.0] * 6 + [3.0] * 4
    assert len(gate(hukou_code=codes)[0]) == 6
    assert len(gate({"hukou_codes": (1, 3)}, hukou_code=codes)[0]) == 10


def test_paid_leave_is_work_by_choice():
    codes = [4.0] * 6 + [2.0] * 4
    assert gate(worked_code=codes)[0]["working"].sum() == 6
    assert gate({"worked_codes": (2, 4)}, worked_code=codes)[0]["working"].sum() == 10
    assert len(gate({"worked_gate": "sample"}, worked_code=codes)[0]) == 6


def test_a_top_code_ranks_high_and_is_no_number():
    incomes, top = np.arange(10) * 10_000.0, np.zeros(10)
    incomes[0], top[0] = np.nan, 1.0
    sample, _ = gate(income_year_cny=incomes, income_top_coded=top)
    assert sample["income_ranked_cny"].iloc[0] == 1_000_000
    assert np.isnan(sample["income_year_cny"].iloc[0])


def test_zero_incomes_and_weights_of_the_line_are_choices():
    frame = workers()
    assert len(line_population(frame, settle("cgss", {}))) == 10
    dropped = settle("cgss", {"zero_incomes": "drop", "weighted_median": "design"})
    people = line_population(frame, dropped)
    assert len(people) == 9
    assert people["weight"].iloc[0] == pytest.approx(frame["weight"].iloc[1])


def test_an_empty_sample_is_refused(fake_world):
    with pytest.raises(InputError, match="no row is left"):
        door.load("cgss", hukou_codes=(7,))
