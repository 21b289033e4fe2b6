"""Keras' layers: those of one activation, and keras.layers.Activation for what it knows by a word."""

from dataclasses import replace
from typing import Any

from symact import catalogue
from symact.candidates.libraries import recorded
from symact.candidates.libraries.keras.spelling import PROFILES as FUNCTIONS
from symact.candidates.spelling import Given, Profile

OWN = {
    "elu": Profile.of("keras.layers.ELU", alpha=Given("alpha"), number="array"),
    "leaky_relu": Profile.of(
        "keras.layers.LeakyReLU",
        negative_slope=Given("negative_slope"),
        number="float32 array",
        note="negative_slope=0.3 by default, 0.2 in keras.activations; the attribute is a float32, in float64 too",
    ),
    "relu": Profile.of("keras.layers.ReLU"),
    "relu_n": Profile.of("keras.layers.ReLU", max_value=Given("max_value"), number="array"),
    "softmax": Profile.of("keras.layers.Softmax", axis=-1),
}

WORDS = "keras.activations."
"""Where the layer Activation finds what it knows by a word; arguments keep their defaults there."""


def _at_its_defaults(name: str) -> bool:
    """Whether a function of keras.activations is, without arguments, the definition at its own defaults."""
    known = recorded("keras")["functions"].get(name)
    if known is None or not FUNCTIONS[name].path.startswith(WORDS):
        return False
    kept: dict[str, Any] = known["defaults"]
    return all(key in kept and float(kept[key]) == _default(name, value) for key, value in FUNCTIONS[name].arguments)


def _default(name: str, value: Any) -> float:
    own: Any = catalogue.get(name).param(value.name).default if isinstance(value, Given) else value
    return float(own)


PROFILES = {
    name: replace(each, library="keras_layers", construct=True)
    for name, each in (
        {
            name: replace(
                FUNCTIONS[name],
                path="keras.layers.Activation",
                arguments=(("activation", FUNCTIONS[name].path.removeprefix(WORDS)),),
            )
            for name in filter(_at_its_defaults, FUNCTIONS)
        }
        | OWN
    ).items()
}
