"""Progress of long work: a log gets a line now and then, and none of work that is short."""

import pytest

from symact.cli import _progress


@pytest.mark.parametrize(("period", "said"), [(0, ["check: 3 of 5", "check: 5 of 5"]), (60, [])])
def test_a_log_is_told_what_is_done(period, said, monkeypatch, capsys):
    monkeypatch.setattr(_progress, "PERIOD", period)
    with _progress.bar("check", 5) as advance:
        advance(3)
        advance(2)
    assert capsys.readouterr().err.splitlines() == said
