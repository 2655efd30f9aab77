"""The registry is read once, and again when one of its files has changed."""

import os
import shutil

import pytest

from netpoverty.data import published
from netpoverty.errors import InputError


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


def test_an_edit_of_the_same_size_within_a_tick_is_read(folder):
    """The clock of a file system is coarse, and tools put back the time of a file."""
    file = folder / "sichuan.yml"
    before, state = published.load(folder).paper("sichuan").source.title, file.stat()
    text = file.read_text(encoding="utf-8")
    file.write_text(text.replace(before, before[::-1], 1), encoding="utf-8")
    os.utime(file, ns=(state.st_atime_ns, state.st_mtime_ns))
    assert (file.stat().st_mtime_ns, file.stat().st_size) == (state.st_mtime_ns, state.st_size)
    assert published.load(folder).paper("sichuan").source.title == before[::-1]


def test_what_cannot_be_read_is_named(folder):
    (folder / "lost.yml").symlink_to(folder / "nowhere.yml")
    with pytest.raises(InputError, match=r"lost\.yml: the file cannot be read: it points to no f"):
        published.load(folder)
    with pytest.raises(InputError, match=r"lost\.yml: the file cannot be read"):
        published.read_paper(folder / "lost.yml")
    (folder / "lost.yml").unlink()
    (folder / "folder.yml").mkdir()
    with pytest.raises(InputError, match=r"folder\.yml: the file cannot be read: Is a directory"):
        published.load(folder)
