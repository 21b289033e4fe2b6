"""Sheets kept on disk: made once, never trusted when broken, never in the way."""

import os

import pytest

from symact.system import cache
from symact.system.files import sealed, unsealed


@pytest.fixture
def place(tmp_path, monkeypatch):
    monkeypatch.setenv("SYMACT_CACHE", str(tmp_path / "kept"))
    return tmp_path / "kept"


def maker(data):
    calls = []

    def make():
        calls.append(1)
        return data

    return make, calls


def test_made_once_for_equal_parts(place):
    make, calls = maker({"a": 1})
    assert cache.remembered(["x", "1"], make) == cache.remembered(["x", "1"], make) == {"a": 1}
    assert len(calls) == 1
    cache.remembered(["x", "2"], make)
    assert len(calls) == 2
    # The parts are not simply joined.
    cache.remembered(["x1", ""], make)
    cache.remembered(["x", "", "1"], make)
    assert len(calls) == 4


def test_another_program_makes_anew(place, monkeypatch):
    make, calls = maker({"a": 1})
    cache.remembered(["x"], make)
    monkeypatch.setattr(cache, "_program", lambda: "another")
    cache.remembered(["x"], make)
    assert len(calls) == 2


@pytest.mark.parametrize("text", ["", "{", "[1]", "null", '"x"', "\xff", "{'a': 1}"])
def test_a_broken_file_is_made_again(place, text):
    make, calls = maker({"a": 1})
    cache.remembered(["x"], make)
    (file,) = place.glob("*.json")
    file.write_text(text, encoding="latin-1")
    assert cache.remembered(["x"], make) == {"a": 1}
    assert len(calls) == 2
    assert unsealed(file.read_bytes())["sheet"] == {"a": 1}


@pytest.mark.parametrize("how", ["altered", "of another key", "a link", "a pipe", "writable by others"])
def test_what_symact_did_not_write_is_made_again(place, tmp_path, how):
    make, calls = maker({"a": 1})
    cache.remembered(["x"], make)
    (file,) = place.glob("*.json")
    content = file.read_bytes()
    if how == "altered":
        file.write_bytes(content.replace(b'"a": 1', b'"a": 2'))
    elif how == "of another key":
        file.write_bytes(sealed({"key": "0", "sheet": {"a": 2}}))
    elif how == "a link":
        (tmp_path / "elsewhere").write_bytes(content)
        file.unlink()
        file.symlink_to(tmp_path / "elsewhere")
    elif how == "a pipe":
        if not hasattr(os, "mkfifo"):
            pytest.skip("no named pipes here")
        file.unlink()
        os.mkfifo(file)
    else:
        file.chmod(0o666)
    assert cache.remembered(["x"], make) == {"a": 1}
    assert len(calls) == 2
    assert file.is_file()
    assert not file.is_symlink()
    cache.remembered(["x"], make)
    assert len(calls) == 2


def test_the_folder_is_the_users_alone(place):
    cache.remembered(["x"], maker({"a": 1})[0])
    assert place.stat().st_mode & 0o077 == 0


def test_a_folder_that_cannot_be_written_is_done_without(tmp_path, monkeypatch):
    file = tmp_path / "file"
    file.write_text("")
    monkeypatch.setenv("SYMACT_CACHE", str(file / "below"))
    make, calls = maker({"a": 1})
    assert cache.remembered(["x"], make) == {"a": 1}
    assert cache.remembered(["x"], make) == {"a": 1}
    assert len(calls) == 2


def test_an_infinite_number_is_not_kept_and_no_error(place):
    """JSON has no text for it: what holds one is made again."""
    made = []
    for _ in range(2):
        assert cache.remembered(("infinite",), lambda: made.append(1) or {"error": float("inf")}) == {
            "error": float("inf")
        }
    assert len(made) == 2
    assert list(place.glob("*.json")) == []


def test_the_oldest_go_first(place, monkeypatch):
    monkeypatch.setattr(cache, "MOST_FILES", 3)
    for k in range(5):
        cache.remembered([str(k)], lambda k=k: {"k": k})
        for file in place.glob("*.json"):
            known = unsealed(file.read_bytes())["sheet"]["k"]
            os.utime(file, (1000 + known, 1000 + known))
    cache.remembered(["last"], lambda: {"k": 9})
    assert sorted(unsealed(file.read_bytes())["sheet"]["k"] for file in place.glob("*.json")) == [3, 4, 9]


def test_an_error_is_not_kept(place):
    def fail():
        raise ValueError("no")

    with pytest.raises(ValueError, match="no"):
        cache.remembered(["x"], fail)
    assert not place.exists() or not list(place.iterdir())


def test_where_sheets_are_kept(monkeypatch, tmp_path):
    for word in ("off", "OFF"):
        monkeypatch.setenv("SYMACT_CACHE", word)
        assert cache.folder() is None
        make, calls = maker({})
        cache.remembered(["x"], make)
        cache.remembered(["x"], make)
        assert len(calls) == 2
    monkeypatch.setenv("SYMACT_CACHE", "")
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    assert cache.folder() == tmp_path / "symact"
    monkeypatch.delenv("XDG_CACHE_HOME")
    monkeypatch.setenv("HOME", str(tmp_path / "home"))
    assert cache.folder() == tmp_path / "home" / ".cache" / "symact"


def test_large_files_drive_out_the_oldest(tmp_path, monkeypatch):
    monkeypatch.setenv("SYMACT_CACHE", str(tmp_path))
    monkeypatch.setattr(cache, "MOST_BYTES", 2500)
    for number in range(4):
        cache.remembered([str(number)], lambda: {"a": "x" * 900}, "large")
        for path in tmp_path.glob("large/*.json"):
            os.utime(path, ns=(0, path.stat().st_mtime_ns - 10**9))
    assert len(list(tmp_path.glob("large/*.json"))) == 2
    asked = []
    cache.remembered(["3"], lambda: asked.append(3) or {}, "large")
    cache.remembered(["0"], lambda: asked.append(0) or {}, "large")
    assert asked == [0]
