"""What a target has and how to call it: definitions and profiles become call specifications."""

import ast
import inspect
from collections.abc import Mapping
from dataclasses import dataclass, replace
from importlib.util import find_spec

import sympy
from sympy import Rational

from symact import catalogue
from symact.candidates import Adapter, Order, UnsupportedError, adapter, form, libraries
from symact.candidates.call import Argument, CallSpec, Kind
from symact.candidates.libraries.textbook import formulas
from symact.candidates.spelling import Argument as ProfileArgument
from symact.candidates.spelling import AsArray, LastAxis, Profile, Shared, bind_profile, fraction
from symact.definition.activation import Activation, Param
from symact.definition.bound import Bound, bind
from symact.errors import CandidateError, SymactError

TEXTBOOK = "textbook"


@dataclass(frozen=True)
class Case:
    """One function to be judged: the reference and the call."""

    bound: Bound
    spec: CallSpec
    note: str = ""


def ready(target: str) -> Adapter:
    """Return the adapter of a target whose library is installed.

    Raises:
        SymactError: the target is unknown, or its library is not installed; the message says how to install it.
    """
    found = adapter(target)
    if found.requires and find_spec(found.requires) is None:
        library = target.partition(":")[0]
        raise CandidateError(f"{library} is not installed; pip install '.[{library}]' in a clone of symact")
    return found


def default_formats(target: str) -> tuple[str, ...]:
    """Return the formats that a target is judged in when none is named.

    Raises:
        SymactError: nothing shows which words it takes: a shared library, a program, a file.
        CandidateError: its file cannot be read.
    """
    found = adapter(target).formats_of(target)
    if not found:
        raise SymactError(f"say in which format {target} computes, such as --dtype float32: nothing else tells it")
    return found


def names(target: str) -> tuple[str, ...]:
    """Return the activations that a target has, without importing its library.

    Raises:
        SymactError: the target is ``module:function`` and the function's name is no activation's.
    """
    if form(target):
        name = target.rpartition(":")[2]
        name = catalogue.aliases().get(name, name)
        if name not in catalogue.names():
            raise SymactError(f"say which activation {target} computes: symact verify {target} NAME")
        return (name,)
    if target == TEXTBOOK:
        return tuple(sorted(set(_textbook()) & set(catalogue.names())))
    library = _library(target)
    return tuple(n for n in catalogue.names() if libraries.profile(catalogue.get(n), library))


def _library(target: str) -> str:
    """Return whose profiles a target has: its own, or those of the library that it calls in another way."""
    return adapter(target).profiles_of or target


def case(
    target: str,
    chosen: str | Activation,
    params: Mapping[str, object],
    against: str,
    order: Order = 0,
    gradient: str | None = None,
    dtype: str = "float32",
) -> Case:
    """Return the case of one activation.

    Args:
        target: a library's name, or one that has a form such as ``module:function``.
        chosen: an activation's name, or a definition of one's own.
        params: exact parameter values; what is not given takes its default.
        against: "ideal", or "profile" to judge against the library's own variant.
        order: derivative order, "jvp" or "vjp"; only a ``module:function`` has another call for each.
        gradient: the ``module:function`` of order 1, or of the JVP or VJP, if the target is one.
        dtype: the format judged; some libraries keep parameters in it, which matters against "profile".

    Raises:
        UnsupportedError: the library has no such function, or cannot be given these parameters.
        SymactError: no such activation or parameter, or a target without a variant of its own.
    """
    activation = catalogue.definition(chosen)
    name, bound = activation.name, bind(activation, params)
    own = form(target)
    if against == "profile" and (own or target == TEXTBOOK):
        raise SymactError(f"against='profile' needs a library, which has variants of its own, not {target}")
    if own:
        return Case(bound, CallSpec(own.path(_of_order(target, order, gradient))))
    if target == TEXTBOOK:
        if name not in _textbook() or catalogue.is_own(activation):
            raise UnsupportedError(f"the textbook has no {name}")
        arguments = tuple(_number(p.name, value) for p, value in _values(bound).items())
        return Case(bound, CallSpec(f"{formulas.__name__}.{name}", arguments))
    derivative = catalogue.by_parameter(activation)
    if derivative is not None:
        return _by_parameter(target, *derivative, bound, params, against)
    profile = libraries.profile(activation, _library(target))
    if profile is None:
        raise UnsupportedError(f"{target} has no {name}")
    _check_reach(activation, profile, bound, params)
    spec = CallSpec(
        profile.path, tuple(_argument(keyword, value, bound) for keyword, value in profile.arguments), profile.construct
    )
    reference = bind_profile(activation, profile, params, dtype) if against == "profile" else bound
    return Case(reference, spec, profile.note)


def _by_parameter(
    target: str, activation: Activation, by: Param, bound: Bound, params: Mapping[str, object], against: str
) -> Case:
    """Return the case of the derivative of an activation by a parameter, which the library takes by automatic means."""
    if not adapter(target).by_parameters:
        raise UnsupportedError(f"{target}: no derivatives by parameters are taken there")
    if against == "profile":
        raise UnsupportedError(f"{bound.activation.name}: derivatives by parameters are judged against the ideal alone")
    profile = libraries.profile(activation, _library(target))
    named = () if profile is None else (k for k, v in profile.arguments if by in (v, getattr(v, "value", None)))
    keyword = next(iter(named), None)
    if keyword is None:
        raise UnsupportedError(f"{target} has no {activation.name} that takes {by.name}")
    spec = case(target, activation, params, against).spec
    return Case(bound, replace(spec, by=keyword), f"by automatic differentiation, a {keyword} for each input")


def takes(activation: Activation, params: Mapping[str, object]) -> bool:
    """Whether an activation has all of these parameters."""
    return set(params) <= {p.name for p in activation.params}


def check_params(activation: Activation, params: Mapping[str, object]) -> None:
    """Raise SymactError unless the activation has these parameters and allows these values."""
    bind(activation, params)


def check_gradient(target: str, gradient: str | None, option: str = "--gradient") -> None:
    """Raise SymactError unless a target may have such a gradient; None is always right."""
    if gradient is None:
        return
    own = form(target)
    if own is None or adapter(target) is not own:
        raise SymactError(f"{option} belongs to a target of one's own; {target} differentiates by itself")
    if form(gradient) is not own:
        raise SymactError(f"{option} {gradient!r} must have the form of the target, {own.shown}")


def _of_order(target: str, order: Order, gradient: str | None) -> str:
    if gradient and (order == 1 or isinstance(order, str)):
        return gradient
    found = form(target)
    if found is None or found.serves(target, order):
        return target
    raise UnsupportedError(f"{target} computes the function alone; --gradient {found.shown} names one for order 1")


def _values(bound: Bound) -> dict[Param, sympy.Expr]:
    return {bound.activation.param(name): value for name, value in bound.values}


def _check_reach(activation: Activation, profile: Profile, bound: Bound, params: Mapping[str, object]) -> None:
    """Refuse a parameter that the library fixes and the user changed: that would judge another function."""
    defaults = dict(bind(activation).values)
    for name, value in bound.values:
        if name in params and value != defaults[name] and activation.param(name) not in profile.params:
            raise UnsupportedError(f"{profile.path} takes no {name}; it computes with {name}={defaults[name]} alone")


def _argument(keyword: str, value: ProfileArgument, bound: Bound) -> Argument:
    if isinstance(value, (str, bool, int)):
        return Argument(keyword, "literal", value)
    if isinstance(value, LastAxis):
        return Argument(keyword, "last_axis", "(n,)")
    if isinstance(value, Shared):
        return Argument(keyword, "shared", value.name)
    if isinstance(value, AsArray):
        return _number(keyword, _exact(value.value, bound), "array")
    return _number(keyword, _exact(value, bound))


def _exact(value: Param | Rational, bound: Bound) -> sympy.Expr:
    return _values(bound)[value] if isinstance(value, Param) else value


def _number(keyword: str, value: sympy.Expr, kind: Kind = "float") -> Argument:
    """Return an argument as the float64 nearest to an exact number."""
    exact = fraction(value)
    # int/int division of CPython is correctly rounded.
    return Argument(keyword, kind, (exact.numerator / exact.denominator).hex())


def _textbook() -> tuple[str, ...]:
    """Return the names of the textbook's formulas, read from its source."""
    tree = ast.parse(inspect.getsource(formulas))
    return tuple(n.name for n in tree.body if isinstance(n, ast.FunctionDef) and not n.name.startswith("_"))
