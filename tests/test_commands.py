"""Every command that the documents print can be typed, and prints what they show."""

import re
import shlex

import click
import pytest

from symact.cli.main import group
from tests.helpers.paths import DOCS, ROOT
from tests.helpers.printed import masked_line, spaced

PAGES = [ROOT / "README.md", ROOT / "CONTRIBUTING.md", *sorted(DOCS.glob("*.md"))]
BLOCK = re.compile(r"^ {4}(?:\$ )?(symact .*)\n((?: {4}(?!\$ |symact ).*\n|\n(?= {4}(?!\$ |symact )))*)", re.MULTILINE)
INLINE = re.compile(r"`(symact [a-z][^`]*)`")
PLACEHOLDER = re.compile(r"\b(?:[A-Z]{3,}|F|V|K|DIR|FILE)\b|\.\.\.|<|module:function")
"""What a reader replaces; such a command is read, not run."""


def commands():
    """Return (page, words, lines that are shown), each command once a page."""
    found = []
    for page in PAGES:
        text = page.read_text(encoding="utf-8")
        for command, output in BLOCK.findall(text):
            line = command.partition("  #")[0].partition(" && ")[0].rstrip()
            found.append(
                (
                    page.name,
                    line,
                    tuple(part[4:].rstrip() for part in output.rstrip("\n").split("\n")) if output else (),
                )
            )
        found += [(page.name, command, ()) for command in INLINE.findall(text) if " " in command]
    return list(dict.fromkeys(found))


COMMANDS = commands()
SHOWN = [each for each in COMMANDS if each[2]]
COMPILED = "symact verify jax softmax "
"""Commands for which a library compiles thirty shapes, in seconds: they are for the long run."""

SINGLE, PROCESSOR = "symact verify torch gelu --dtype float32", "AVX512"
"""Another form of gelu runs on processors without these instructions: other classes of failure, not digits alone."""

TYPED = {
    page: [line for at, line, _ in COMMANDS if at == page and not PLACEHOLDER.search(line) and len(line.split()) > 2]
    for page, _, _ in COMMANDS
}


@pytest.mark.parametrize(("page", "line"), [(page, line) for page, line, _ in COMMANDS if "<" not in line])
def test_its_options_are_there(page, line):
    name, *words = shlex.split(line)[1:]
    command = group.get_command(click.Context(group), name)
    assert command is not None, name
    known = {option for parameter in command.params for option in parameter.opts}
    assert {word.partition("=")[0] for word in words if word.startswith("--")} <= known


@pytest.mark.usefixtures("one_process")
@pytest.mark.parametrize(
    ("page", "line", "shown"),
    [pytest.param(*each, marks=[pytest.mark.exhaustive] * each[1].startswith(COMPILED), id=each[1]) for each in SHOWN],
)
def test_it_prints_what_is_shown(run, page, line, shown, request):
    """The last digits of a library's results depend on the processor, so those of a verdict are not compared."""
    code, out, err = run(*shlex.split(line)[1:])
    assert code in (0, 1), err
    masked = "verify" in line
    printed = [masked_line(each) if masked else spaced(each) for each in out.decode().splitlines()]
    if line.startswith(SINGLE):
        found = request.getfixturevalue("torch").backends.cpu.get_cpu_capability()
        if found != PROCESSOR:
            assert printed[:2] == [masked_line(each) for each in shown[:2]]
            pytest.skip(f"torch computes in float32 as this processor can: by {found}; the pages show {PROCESSOR}")
    at, gap = 0, True
    for wanted in shown:
        if wanted.strip() == "...":
            gap = True
            continue
        wanted, cut = (wanted.removesuffix("...").rstrip(), True) if wanted.endswith("...") else (wanted, False)
        wanted = masked_line(wanted) if masked else spaced(wanted)
        fits = [k for k, each in enumerate(printed[at:], at) if (each.startswith(wanted) if cut else each == wanted)]
        assert fits, f"not printed: {wanted}"
        assert gap or fits[0] == at, f"not printed here: {wanted}"
        at, gap = fits[0] + 1, False


@pytest.mark.exhaustive
@pytest.mark.parametrize("page", [page for page, lines in TYPED.items() if lines])
def test_the_commands_of_a_page_run_in_their_order(run, page):
    for line in TYPED[page]:
        code, _, err = run(*shlex.split(line)[1:])
        assert code in (0, 1) or "not installed" in err or "cuda" in line, (line, err)
