"""JUnit XML for continuous integration, one test case a verdict."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import TYPE_CHECKING
from xml.etree import ElementTree as Xml

from symact.judge.text import headline, report, subject
from symact.reports import Skipped, fails

if TYPE_CHECKING:
    from symact.judge.baseline import Change
    from symact.judge.figures.verdict import Verdict

FORBIDDEN = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""Characters that XML 1.0 cannot hold, not even escaped."""


def render(verdicts: Sequence[Verdict], unjudged: Sequence[Skipped], changes: Sequence[Change] | None = None) -> str:
    """Return the file: a broken bound or baseline is a failure, a case that could not be judged an error or a skip."""
    failures = sum(fails(v, changes) for v in verdicts)
    errors = sum(u.failed for u in unjudged)
    counts = {
        "name": "symact",
        "tests": str(len(verdicts) + len(unjudged)),
        "failures": str(failures),
        "errors": str(errors),
        "skipped": str(len(unjudged) - errors),
    }
    suites = Xml.Element("testsuites")
    suite = Xml.SubElement(suites, "testsuite", counts)
    for verdict in verdicts:
        case = Xml.SubElement(
            suite, "testcase", classname=_clean(verdict.target.function), name=_clean(subject(verdict))
        )
        lines = [str(change) for change in changes or () if change.verdict is verdict]
        text = _clean(
            "\n".join(
                [*lines, *(["As in the baseline", ""] if changes is not None and not lines else []), report(verdict)]
            )
        )
        if fails(verdict, changes):
            Xml.SubElement(case, "failure", message=_clean("; ".join(lines) or headline(verdict))).text = text
        else:
            Xml.SubElement(case, "system-out").text = text
    for each in unjudged:
        case = Xml.SubElement(suite, "testcase", classname="symact", name=_clean(str(each.task)))
        Xml.SubElement(case, "error" if each.failed else "skipped", message=_clean(each.reason))
    Xml.indent(suites)
    return f'<?xml version="1.0" encoding="utf-8"?>\n{Xml.tostring(suites, encoding="unicode")}\n'


def _clean(text: str) -> str:
    return FORBIDDEN.sub("\N{REPLACEMENT CHARACTER}", text)
