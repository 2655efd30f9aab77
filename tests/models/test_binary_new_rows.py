"""Rows to predict hold what the model was fitted on, however it is stored."""

import numpy as np
import pandas as pd
import pytest

from netpoverty.errors import InputError
from netpoverty.models.binary import fit


@pytest.fixture(scope="module")
def frame():
    draw = np.random.default_rng(4)
    n = 600
    made = pd.DataFrame({"x": draw.normal(size=n), "age": draw.integers(20, 80, n)})
    made["region"] = draw.choice(["east", "middle", "west"], n)
    eta = 0.5 * made.x + 0.02 * (made.age - 50) + 0.4 * (made.region == "west")
    made["poor"] = (draw.random(n) < 1 / (1 + np.exp(-eta))).astype(int)
    return made


TRUTHS = {
    "booleans": lambda old: old,
    "objects": lambda old: old.astype(object),
    "objects with a gap": lambda old: old.astype(object).where(old.index != 9, None),
    "nullable": lambda old: old.astype("boolean"),
    "numbers": lambda old: old.astype(float),
    "objects of numbers": lambda old: old.astype(int).astype(object),
    "categories": lambda old: old.astype("category"),
    "categories of numbers": lambda old: old.astype(int).astype("category"),
}


@pytest.mark.parametrize("fitted", TRUTHS)
def test_true_and_false_predict_however_they_are_stored(frame, fitted):
    """A column of booleans with a gap is one of objects: fitted as a factor, and asked as one."""
    old = frame.age >= 60
    used = frame.index != (9 if "gap" in fitted else -1)
    model = fit("poor ~ x + old", frame.assign(old=TRUTHS[fitted](old)))
    expected = fit("poor ~ x + old", frame[used].assign(old=old)).predict(frame.assign(old=old))
    is_number = fitted in ("booleans", "nullable", "numbers")
    for given, stored in TRUTHS.items():
        rows = frame.assign(old=stored(old))
        if is_number and "categories" in given:
            with pytest.raises(InputError, match="column old: got a column of text"):
                model.predict(rows)
            continue
        found = model.predict(rows)
        assert np.isnan(found).sum() == ("gap" in given)
        assert found == pytest.approx(np.where(np.isnan(found), np.nan, expected), nan_ok=True)


def test_objects_inside_an_expression_stay_what_they_were(frame):
    rows = frame.assign(old=(frame.age >= 60).astype(object))
    model = fit("poor ~ x + I(old * 2.0)", rows)
    assert model.predict(rows.head(3)) == pytest.approx(model.predict()[:3])


def test_a_refused_row_leaves_the_model_as_it_was(frame):
    rows = frame.assign(old=(frame.age >= 60).astype(object))
    model = fit("poor ~ x + old", rows)
    with pytest.raises(InputError, match="column old: got 'perhaps'"):
        model.predict(rows.head(3).assign(old=["perhaps", True, False]))
    assert model.predict(rows.head(3)) == pytest.approx(model.predict()[:3])
