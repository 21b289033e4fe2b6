"""How people read a step of a proof: its condition in words, its formulas without what cases of parameters left."""

import re

from symact.sheets.conditions import condition_text
from symact.sheets.tidied import tidied

SAID = tuple(
    (re.compile(pattern), said)
    for pattern, said in (
        (r" for True(?=:|$)", " for all x"),
        (r" exactly if True$", " for all x"),
        (r" exactly if False$", " for no parameters"),
        (r" at every point of True$", " everywhere"),
        (r" maps True to ", " maps the domain to "),
        (
            r"^limit (?:neg|(pos)) inf of (.*): (.*)$",
            lambda found: f"{found[2]} -> {found[3]} at {'' if found[1] else '-'}oo",
        ),
    )
)
"""How a step says something, and how a sentence does."""

WHERE = re.compile(r"(?<= for )\(.*\) [&|] \(.*\)(?=:|$)")
"""A condition at the end of a step."""


def told(detail: str) -> str:
    """Return a step with its conditions and formulas as people write them."""
    for pattern, said in SAID:
        detail = pattern.sub(said, detail)
    return tidied(WHERE.sub(lambda found: condition_text(found[0]), detail))
