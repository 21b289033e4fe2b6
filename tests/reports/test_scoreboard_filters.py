"""A scoreboard's filters hide what is not asked for, without a script."""

import re

import pytest

from symact.judge.scoreboard import Score
from symact.reports.scoreboard import scoreboard
from tests.helpers import browser


def score(target, activation, error, classes=None):
    wrong = int(error > 0.5)
    about = (target, activation, "bfloat16", 0, "ideal", f"{target} 1", f"{target}.{activation}")
    return Score(*about, 9, wrong, error, error, classes)


@pytest.fixture
def page():
    return scoreboard([
        score("torch", "relu", 0.0), score("jax", "relu", 0.0),
        score("torch", "gelu", 9.0, {"nan": 1}), score("jax", "gelu", 0.4),
    ])  # fmt: skip


def shown(page, tmp_path, *pressed):
    for each in pressed:
        page = page.replace(f' id="{each}"', f' checked id="{each}"')
    return browser.visible(page, tmp_path, ".matrix th, .matrix td")


def test_every_column_and_part_has_a_rule(page):
    assert re.search(r'only-jax"\]:checked\) \.matrix :is\(th, td\):nth-child\(n \+ 2\):not\(:nth-child\(3\)\)', page)
    assert page.count('href="#bfloat16-0"') == page.count('<section class="part" id="bfloat16-0">') == 1
    assert "<script" not in page


def test_headings_of_numbers_stand_over_them(page):
    for caption in ("By harm", "Verdicts by grade"):
        table = page.partition(f"<caption>{caption}</caption>")[2].partition("</table>")[0]
        heads, cells = (
            re.findall(rf"<{tag}[ >][^>]*", part)
            for tag, part in (("th", table.split("</tr>")[0]), ("t[hd]", table.split("</tr>")[1]))
        )
        assert [" class=n" in head for head in heads] == [" class=n" in cell for cell in cells]
        assert any(" class=n" in head for head in heads)


@pytest.mark.exhaustive
def test_pressed_buttons_leave_what_was_asked_for(page, tmp_path):
    browser.need()
    everything = shown(page, tmp_path)
    assert [each for each in everything if each in ("torch", "jax")] == ["torch", "jax"]
    of_jax = shown(page, tmp_path, "only-jax")
    assert [each for each in of_jax if each in ("torch", "jax")] == ["jax"]
    beyond = " ".join(shown(page, tmp_path, "only-torch", "beyond"))
    assert "gelu" in beyond
    assert "relu" not in beyond
    assert "gelu" not in " ".join(shown(page, tmp_path, "only-jax", "beyond"))
