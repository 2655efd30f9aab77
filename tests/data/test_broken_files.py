"""Files that cannot be used end in one clear sentence, never in wrong data or a crash."""

import gzip
import zipfile

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from survey_frames import cfps_frame, cgss_frame

from netpoverty.data.codebook.survey_format import write_cfps, write_cgss
from netpoverty.data.load import load
from netpoverty.data.schemas import check_frame
from netpoverty.errors import InputError


@pytest.fixture(scope="module")
def content(tmp_path_factory):
    frame = cgss_frame(40)
    return write_cgss(frame, tmp_path_factory.mktemp("whole")).read_bytes()


@pytest.fixture(scope="module")
def place(tmp_path_factory):
    return tmp_path_factory.mktemp("broken") / "CGSS2021.dta"


def refusal(kind, path):
    with pytest.raises(InputError) as refused:
        load(kind, path)
    message = str(refused.value)
    assert "\n" not in message and message.endswith(".")
    assert str(path.parent) not in message
    return message


@pytest.mark.parametrize(
    ("bytes_", "words"),
    [
        (b"", "empty"),
        (b"<!DOCTYPE html><html><body>Please log in</body></html>", "web page"),
        (b"\n  <html><head></head></html>", "web page"),
        (b"%PDF-1.7 ...", "a PDF"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 600, "encrypted"),
        (b"Rar!\x1a\x07\x01\x00" + b"\x00" * 50, "rar archive"),
        (gzip.compress(b"x" * 100, mtime=0), "gzip archive"),
        (bytes(range(200, 256)) * 20, "encrypted, damaged"),
        (b"pid,fid18\n1,2\n", "unknown bytes"),
        (b"s", "cut off, damaged"),
        (b"<stata_dta>", "its end is missing"),
    ],
)
def test_what_is_no_stata_file_is_named(place, bytes_, words):
    place.write_bytes(bytes_)
    assert words in refusal("cgss", place)


def test_an_archive_is_to_be_unpacked(place):
    with zipfile.ZipFile(place, "w") as archive:
        archive.writestr("CGSS2021.dta", b"data")
    assert "unpack it first" in refusal("cgss", place)


def test_a_file_that_is_not_there_and_a_folder_without_one(tmp_path):
    assert "there is no such file" in refusal("cgss", tmp_path / "CGSS2021.dta")
    assert "found no .dta file" in refusal("cgss", tmp_path)


@settings(derandomize=True, deadline=None, max_examples=60)
@given(share=st.floats(0, 0.999))
def test_a_file_cut_anywhere_is_refused(content, place, share):
    place.write_bytes(content[: int(share * len(content))])
    assert "CGSS2021.dta" in refusal("cgss", place)


@settings(derandomize=True, deadline=None, max_examples=40)
@given(flips=st.lists(st.tuples(st.floats(0, 0.9999), st.integers(0, 255)), min_size=1, max_size=6))
def test_flipped_bytes_end_in_a_sentence_or_in_a_frame_that_keeps_the_schema(content, place, flips):
    damaged = bytearray(content)
    for share, value in flips:
        damaged[int(share * len(damaged))] = value
    place.write_bytes(bytes(damaged))
    try:
        data = load("cgss", place)
    except InputError as refused:
        assert "\n" not in str(refused) and "CGSS2021.dta" in str(refused)
    else:
        # A flip inside a value gives another value: no reader can see it, but it is still one.
        check_frame("cgss", data.frame)
        assert data.flow.start == 40


@settings(derandomize=True, deadline=None, max_examples=30)
@given(start=st.integers(0, 900), byte=st.integers(0, 255))
def test_a_damaged_header_never_runs_on_wrong_columns(content, place, start, byte):
    damaged = bytearray(content)
    damaged[start] = byte
    place.write_bytes(bytes(damaged))
    try:
        data = load("cgss", place)
    except InputError as refused:
        assert "\n" not in str(refused)
    else:
        check_frame("cgss", data.frame)
        assert len(data.frame) <= 40


@settings(derandomize=True, deadline=None, max_examples=40)
@given(garbage=st.binary(min_size=0, max_size=300))
def test_random_bytes_are_refused_by_every_reader(place, garbage):
    place.write_bytes(garbage)
    for kind in ("cgss", "panel"):
        assert "CGSS2021.dta" in refusal(kind, place)


def test_one_broken_file_of_three_is_the_one_named(tmp_path):
    famecon, person, _ = write_cfps(cfps_frame(20), tmp_path)
    person.write_bytes(person.read_bytes()[:4000])
    with pytest.raises(InputError) as refused:
        load("cfps", tmp_path)
    assert person.name in str(refused.value)
    assert famecon.name not in str(refused.value)
