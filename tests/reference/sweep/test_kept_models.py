"""Models kept on disk: the same bits with and without them, and files that were damaged or forged are not used."""

import json

import numpy as np
import pytest

from symact import catalogue
from symact.definition.bound import bind
from symact.formats.floating import get_format
from symact.reference.sweep import kept_models
from symact.reference.sweep.block_models import LEAST, Block, Leaf
from symact.reference.sweep.blocks import Sweep
from symact.reference.sweep.kept_models import packed, unpacked
from symact.reference.sweep.taylor_model import Model
from symact.system.files import sealed, unsealed

FLOAT32 = get_format("float32")
FIRST, COUNT = 0xC0A60000, 1 << 17


def sweep(kept=True):
    return Sweep(bind(catalogue.get("gelu")), FLOAT32, 0, kept)


@pytest.fixture(scope="module")
def kept(tmp_path_factory):
    """A filled cache, with the results it was made for; a small stretch, so that few models are fitted."""
    with pytest.MonkeyPatch.context() as patch:
        folder = tmp_path_factory.mktemp("cache")
        patch.setenv("SYMACT_CACHE", str(folder))
        patch.setattr(kept_models, "STRETCH", COUNT)
        found = sweep().bits(FIRST, COUNT)
        (path,) = folder.glob("models/*.json")
        yield path, found


def test_the_bits_are_the_same_with_and_without(kept, monkeypatch):
    _, found = kept
    assert np.array_equal(found, sweep(kept=False).bits(FIRST, COUNT))

    def never(*about):
        raise AssertionError("fitted again")

    again = sweep()
    monkeypatch.setattr(again.models, "_cut", never)
    assert np.array_equal(found, again.bits(FIRST, COUNT))


def shifted(data, by):
    """Return kept data with one coefficient of each model changed by a relative amount."""
    leaves = unpacked(data, blocks(data))
    models = [
        Leaf(leaf.block, Model((leaf.model.coefficients[0] * (1 + by), *leaf.model.coefficients[1:]), *rest(leaf)))
        for leaf in leaves
    ]
    return packed(models)


def rest(leaf):
    return leaf.model.error, leaf.model.size * 1.01


def blocks(data):
    return [Block(FIRST & 0x7FFFFFFF, 1 << 16, True), Block((FIRST & 0x7FFFFFFF) + (1 << 16), 1 << 16, True)]


@pytest.mark.parametrize(
    "forge",
    [
        lambda data: shifted(data, 2.0**-30),
        lambda data: {**data, "numbers": data["numbers"][:-8]},
        lambda data: {**data, "numbers": "!"},
        lambda data: {"blocks": data["blocks"]},
        lambda data: {**data, "blocks": data["blocks"][:-4] + "AAAA"},
    ],
    ids=["other coefficients", "cut off", "no base64", "no numbers", "another block"],
)
def test_a_forged_file_with_a_right_digest_is_not_used(kept, forge):
    path, found = kept
    before = path.read_bytes()
    kept_data = unsealed(before)
    path.write_bytes(sealed({**kept_data, "sheet": forge(kept_data["sheet"])}))
    assert np.array_equal(found, sweep().bits(FIRST, COUNT))
    # It is made anew, and the same.
    assert json.loads(path.read_bytes()) == json.loads(before)


def test_models_must_have_bounds_and_blocks_must_follow_each_other():
    model = Model((1.0,) * 10, 2.0**-50, 10.5)
    block = Block(0x40000000, 1 << 16, False)
    half = Block(0x40000000, 1 << 15, False)
    assert unpacked(packed([Leaf(block, model)]), [block]) == [Leaf(block, model)]
    for leaves in (
        [Leaf(block, Model((1.0,) * 10, 0.0, 10.5))],
        [Leaf(block, Model((1.0,) * 10, 2.0**-20, 10.5))],
        [Leaf(block, Model((1.0,) * 10, 2.0**-50, 9.0))],
        [Leaf(block, Model((1.0,) * 10, float("nan"), 10.5))],
        [Leaf(block, Model((1.0,) * 9, 2.0**-50, 10.5))],
        [Leaf(block, None)],
        [Leaf(half, model)],
        [Leaf(block._replace(negative=True), model)],
        [Leaf(block, model), Leaf(block, model)],
    ):
        assert unpacked(packed(leaves), [block]) is None
    cut = [Leaf(Block(0x40000000 + k, LEAST, False), None) for k in range(0, 64, LEAST)]
    assert unpacked(packed(cut), [Block(0x40000000, 64, False)]) == cut
