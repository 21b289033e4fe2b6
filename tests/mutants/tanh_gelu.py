"""The tanh approximation offered as GELU."""

ACTIVATION, FORMAT, ORDER = "gelu", "bfloat16", 0
SHOWS: tuple[str, ...] = ()


def spoil(table, reference):
    return reference("gelu_tanh", {}, table).y_bits
