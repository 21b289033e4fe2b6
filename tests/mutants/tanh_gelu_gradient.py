"""The gradient of the tanh approximation offered as that of GELU."""

ACTIVATION, FORMAT, ORDER = "gelu", "bfloat16", 1
SHOWS: tuple[str, ...] = ()


def spoil(table, reference):
    return reference("gelu_tanh", {}, table).y_bits
