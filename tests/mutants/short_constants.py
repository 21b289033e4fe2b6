"""SELU's constants cut to 6 digits: invisible in 16 bits but at the roundings, 50 ulp in float32."""

ACTIVATION, FORMAT, ORDER = "selu", "float32", 0
SHOWS: tuple[str, ...] = ()


def spoil(table, reference):
    return reference("selu", {"alpha": "1.67326", "scale": "1.0507"}, table).y_bits
