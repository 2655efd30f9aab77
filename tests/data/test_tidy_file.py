"""A tidy parquet file opens as what it says it is."""

import pandas as pd
import pytest
from survey_frames import cfps_frame, cgss_frame

from netpoverty.data.load import load
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
