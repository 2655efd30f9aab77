"""The registry is read once, and again when one of its files has changed."""

import shutil

import pytest

from netpoverty.data import published


@pytest.fixture
def folder(tmp_path):
    source = published.data_folder() / "published"
    for file in source.glob("*.yml"):
        shutil.copy(file, tmp_path)
    return tmp_path


def test_an_unchanged_registry_is_read_once(folder):
    assert published.load(folder) is published.load(folder)


def test_a_changed_file_is_read_again(folder):
    first = published.load(folder)
    file = folder / "changting.yml"
    file.write_text("# a remark\n" + file.read_text(encoding="utf-8"), encoding="utf-8")
    assert published.load(folder) is not first


def test_a_file_less_is_noticed(folder):
    published.load(folder)
    (folder / "sichuan.yml").unlink()
    assert "sichuan" not in published.load(folder).papers
