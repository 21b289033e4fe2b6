"""What people call the properties of a sheet."""

TITLES = {
    "limit_neg_inf": "limit at $-oo$",
    "limit_pos_inf": "limit at $+oo$",
    "derivative_1": "f'",
    "derivative_2": "f''",
    "derivative_identity": "$f'$ in terms of $f$",
    "sup_abs": "$sup |f|$",
    "lipschitz": "$sup |f'|$",
    "lipschitz_at": "$sup |f'|$ at",
    "curvature_bound": "$sup |f''|$",
    "gaussian_mean": "$E f(Z)$",
    "gaussian_second_moment": "$E f(Z)^2$",
    "gaussian_slope_second_moment": "$E f'(Z)^2$",
    "entry_sum": "sum of the entries",
    "entry_bounds": "bounds of an entry, $n >= 2$",
    "on_simplex": "on the simplex",
    "entry_order": "order of the entries",
    "homogeneity": "homogeneous, of degree",
    "jacobian": "Jacobian",
    "jacobian_form": "Jacobian as a matrix",
    "jacobian_kernel": "Jacobian maps to 0",
    "jacobian_rank": "rank of the Jacobian",
    "lipschitz_2_norm": "Lipschitz, 2-norm, $n >= 2$",
    "lipschitz_max_norm": "Lipschitz, max norm, $n >= 2$",
    "one_entry": "$f$ for $n = 1$",
    "two_entries": "$f$ for $n = 2$",
    "limit_scale_zero": "limit of $f(c x)$, $c -> 0$",
    "limit_scale_infinity": "limit of $f(c x)$, $c -> oo$",
    "pair_range": "range",
    "pair_zeros": "zeros",
    "limit_first_neg_inf": "limit, first input $-> -oo$",
    "limit_first_pos_inf": "limit, first input $-> +oo$",
    "limit_second_neg_inf": "limit, second input $-> -oo$",
    "limit_second_pos_inf": "limit, second input $-> +oo$",
    "homogeneous_inputs": "degree of homogeneity",
}
"""Property -> how people call it, formulas between dollar signs; any other goes by its own name."""


def title(name: str) -> str:
    """Return how a line calls a property."""
    return TITLES.get(name, name.replace("_", " ")).replace("$", "")
