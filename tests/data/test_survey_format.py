"""A frame written as survey files and read back is the same frame, and says what it is."""

import pandas as pd
import pyreadstat
import pytest
from survey_frames import cfps_frame, cgss_frame

from netpoverty.data.codebook.survey_format import write_cfps, write_cgss
from netpoverty.data.load import load
from netpoverty.data.regions import plain_region
from netpoverty.errors import InputError


@pytest.mark.parametrize("is_simulated", [False, True])
def test_cfps_comes_back_identical(tmp_path, is_simulated):
    frame = cfps_frame(is_simulated=is_simulated)
    write_cfps(frame, tmp_path)
    data = load("cfps", tmp_path)
    pd.testing.assert_frame_equal(data.frame, frame, check_exact=True)
    assert data.kind == ("simulated" if is_simulated else "real")


@pytest.mark.parametrize("is_simulated", [False, True])
def test_cgss_comes_back_identical(tmp_path, is_simulated):
    frame = cgss_frame(is_simulated=is_simulated)
    data = load("cgss", write_cgss(frame, tmp_path))
    pd.testing.assert_frame_equal(data.frame, frame, check_exact=True)
    assert data.kind == ("simulated" if is_simulated else "real")


def test_traps_are_all_cleaned_away(tmp_path):
    frame = cfps_frame()
    write_cfps(frame, tmp_path, traps=3)
    data = load("cfps", tmp_path)
    pd.testing.assert_frame_equal(data.frame, frame, check_exact=True)
    dropped = data.flow.to_frame().set_index("rule")["dropped"]
    assert data.flow.start == 60 + 12
    assert dropped["urban or rural known"] == 3
    assert dropped["rural"] == 3
    assert dropped["respondent answered in person"] == 3
    assert dropped["respondent's age and sex known"] == 3


@pytest.mark.parametrize("writer", ["cfps", "cgss"])
def test_a_simulated_file_cannot_pass_for_a_leak(tmp_path, writer):
    if writer == "cfps":
        paths = write_cfps(cfps_frame(is_simulated=True), tmp_path)
    else:
        paths = [write_cgss(cgss_frame(is_simulated=True), tmp_path)]
    for path in paths:
        _, meta = pyreadstat.read_dta(str(path), metadataonly=True)
        assert "SIMULATED" in path.name
        assert "SIMULATED" in meta.file_label
        assert all(label.startswith("SIMULATED") for label in meta.column_labels)
        assert "is_simulated" in meta.column_names


def test_a_renamed_simulated_file_is_still_simulated(tmp_path):
    path = write_cgss(cgss_frame(is_simulated=True), tmp_path)
    data = load("cgss", path.rename(tmp_path / "CGSS2021.dta"))
    assert data.is_simulated
    assert "◇ simulated" in data.badge


def test_counts_that_no_members_give_are_refused(tmp_path):
    frame = cfps_frame()
    frame.loc[0, "members_employed"] = frame.loc[0, "members_reporting"] + 1
    with pytest.raises(InputError, match="household 100000: members_employed"):
        write_cfps(frame, tmp_path)


@pytest.fixture(scope="module")
def workers():
    return load("cgss")


def test_whole_worlds_come_back_identical(workers, tmp_path):
    households = load("cfps")
    write_cfps(households.frame, tmp_path, traps=10)
    pd.testing.assert_frame_equal(load("cfps", tmp_path).frame, households.frame, check_exact=True)
    again = load("cgss", write_cgss(workers.frame, tmp_path))
    pd.testing.assert_frame_equal(again.frame, workers.frame, check_exact=True)
    assert len(again.sample) == len(workers.sample) == 1491


def test_a_world_without_its_marks_reads_as_real(workers, tmp_path):
    frame = workers.frame.head(3000)
    real = frame.assign(is_simulated=False, region=plain_region(frame["region"]))
    data = load("cgss", write_cgss(real, tmp_path))
    assert data.kind == "real" and data.badge.startswith("● real")
    assert "imulated" not in data.summary() + data._repr_html_()


def test_the_flow_is_drawn_with_a_bar_a_rule(workers):
    ax = workers.plot()
    assert [bar.get_width() for bar in ax.patches] == workers.to_frame()["left"].tolist()
    assert ax.get_xlabel() == "respondents"
