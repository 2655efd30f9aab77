"""A tidy parquet file opens as what it says it is."""

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from survey_frames import cfps_frame, cgss_frame

from netpoverty.data.load import load
from netpoverty.data.schemas import check_frame
from netpoverty.errors import InputError


@pytest.mark.parametrize("is_simulated", [False, True])
def test_a_tidy_file_comes_back_identical(tmp_path, is_simulated):
    frame = cfps_frame(is_simulated=is_simulated)
    path = tmp_path / "cfps.parquet"
    frame.to_parquet(path, index=False)
    data = load("cfps", path)
    pd.testing.assert_frame_equal(data.frame, frame, check_exact=True)
    assert data.is_simulated == is_simulated


def test_a_tidy_file_that_contradicts_itself_is_refused(tmp_path):
    path = tmp_path / "SIMULATED_cgss.parquet"
    cgss_frame().to_parquet(path, index=False)
    with pytest.raises(InputError, match="says SIMULATED"):
        load("cgss", path)


def test_another_schema_or_a_broken_file_is_refused_by_name(tmp_path):
    path = tmp_path / "cgss.parquet"
    cfps_frame().to_parquet(path, index=False)
    with pytest.raises(InputError, match=r"cgss\.parquet"):
        load("cgss", path)
    path.write_bytes(path.read_bytes()[:500])
    with pytest.raises(InputError, match=r"cgss\.parquet: cannot be read as a parquet file"):
        load("cgss", path)


@pytest.fixture(scope="module")
def whole(tmp_path_factory):
    path = tmp_path_factory.mktemp("flip") / "whole.parquet"
    cgss_frame(30).to_parquet(path, index=False)
    return path


@settings(derandomize=True, deadline=None, max_examples=25)
@given(flips=st.lists(st.tuples(st.floats(0, 0.9999), st.integers(0, 255)), min_size=1, max_size=5))
def test_flipped_bytes_end_in_a_sentence_or_a_frame(whole, flips):
    path, content = whole.with_name("cgss.parquet"), bytearray(whole.read_bytes())
    for share, value in flips:
        content[int(share * len(content))] = value
    path.write_bytes(bytes(content))
    try:
        check_frame("cgss", load("cgss", path).frame)
    except InputError as refused:
        assert "\n" not in str(refused) and "cgss.parquet" in str(refused)
