"""Options that are given again and again as ``name=value``, such as ``--param alpha=1/2``: texts to a mapping."""

from collections.abc import Iterable

from symact.errors import SymactError, excerpt, unknown_name


def assignments(
    texts: Iterable[str], option: str, example: str, known: Iterable[str] = (), kind: str = ""
) -> dict[str, str]:
    """Return the values that texts assign, by name.

    Args:
        texts: such as ``alpha=1/2``.
        option: what the command line calls them, such as "param"; errors name it.
        example: a right text, for errors.
        known: all names that there are; none given, any is taken.
        kind: what such a name is called, where `known` is given.

    Raises:
        SymactError: no list of texts, a text of another form, an unknown name, or a name that comes twice.
    """
    if isinstance(texts, str) or not isinstance(texts, Iterable):
        raise SymactError(f"--{option} is read from a list of texts name=value, not from {excerpt(texts)}")
    known, found = tuple(known), dict[str, str]()
    for text in texts:
        if not isinstance(text, str):
            raise SymactError(f"{option} {excerpt(text)} is no text; write name=value, such as {example}")
        name, _, value = (part.strip() for part in text.partition("="))
        if not name or not value:
            raise SymactError(f"--{option} {text!r} is not of the form name=value, such as {example}")
        if known and name not in known:
            raise unknown_name(kind, name, known)
        if name in found:
            raise SymactError(f"--{option} {name} is given twice; give it once")
        found[name] = value
    return found
