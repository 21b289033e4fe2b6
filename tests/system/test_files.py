"""Files appear whole or not at all; devices are written to and never replaced; nothing endless is read."""

import os
import stat

import pytest

from symact.errors import SymactError
from symact.system.files import check_writable, discard, read_bytes, replacing


def test_a_file_appears_whole(tmp_path):
    path = tmp_path / "a.txt"
    with replacing(path) as file:
        file.write(b"whole")
        assert not path.exists()
    assert path.read_bytes() == b"whole"
    assert list(tmp_path.iterdir()) == [path]


def test_a_failure_leaves_what_was_there(tmp_path):
    path = tmp_path / "a.txt"
    path.write_bytes(b"before")
    with pytest.raises(TypeError), replacing(path) as file:
        file.write("half, and not bytes")
    assert path.read_bytes() == b"before"
    assert list(tmp_path.iterdir()) == [path]


def test_a_link_is_followed(tmp_path):
    target, link = tmp_path / "target", tmp_path / "link"
    target.write_bytes(b"old")
    link.symlink_to(target)
    with replacing(link) as file:
        file.write(b"new")
    assert link.is_symlink()
    assert target.read_bytes() == b"new"


def test_a_device_is_written_to_and_stays_a_device():
    check_writable("/dev/null")
    with replacing("/dev/null") as file:
        file.write(b"gone")
    assert stat.S_ISCHR(os.stat("/dev/null").st_mode)


@pytest.mark.skipif(not os.path.exists("/dev/full"), reason="this system has no /dev/full")
def test_a_full_device_is_one_line():
    with pytest.raises(SymactError, match="/dev/full"), replacing("/dev/full") as file:
        file.write(b"x" * 100_000)
    assert stat.S_ISCHR(os.stat("/dev/full").st_mode)


def test_a_device_is_not_discarded(tmp_path):
    pipe, file = tmp_path / "pipe", tmp_path / "file"
    os.mkfifo(pipe)
    file.touch()
    for each in (pipe, file, file):
        discard(each)
    assert list(tmp_path.iterdir()) == [pipe]


@pytest.mark.parametrize("name", ["no/such/folder/a.txt", "x" * 300])
def test_an_impossible_path_is_one_line(tmp_path, name):
    with pytest.raises(SymactError, match="cannot write"), replacing(tmp_path / name):
        pass


def test_reading_is_limited(tmp_path):
    path, pipe = tmp_path / "a", tmp_path / "pipe"
    path.write_bytes(b"12345")
    os.mkfifo(pipe)
    assert read_bytes(path, 5) == b"12345"
    with pytest.raises(OSError, match="larger than 4 bytes"):
        read_bytes(path, 4)
    for endless in (pipe, "/dev/zero"):
        with pytest.raises(OSError, match="no regular file"):
            read_bytes(endless, 4)
