"""The printed equations of a vector autoregression, as models under every reading."""

from __future__ import annotations

from collections.abc import Mapping

from netpoverty.data.published.equations import System
from netpoverty.models.var import PrintedVar


def var_readings(system: System) -> dict[str, PrintedVar]:
    """Return a printed system as one `PrintedVar` a reading of its doubtful signs.

    The name of a reading joins the readings of the doubtful coefficients, in the order in
    which they are printed ("minus-plus"); without a doubt there is one, "as-printed".

    >>> from netpoverty.data import published
    >>> system = published.load().paper("sichuan").system("cii-gdp")
    >>> list(var_readings(system))
    ['minus-minus', 'minus-plus', 'plus-minus', 'plus-plus']
    """
    return {
        "-".join(choice.values()) or "as-printed": _one_reading(system, choice)
        for choice in system.readings()
    }


def _one_reading(system: System, choice: Mapping[str, str]) -> PrintedVar:
    numbers, constants = system.numbers(choice), system.constants(choice)
    lags = range(1, system.order + 1)
    equations: dict[str, dict] = {}
    for left in system.variables:
        equations[left] = {"const": constants[left]}
        for right in system.variables:
            printed = [numbers[left, right, lag] for lag in lags]
            equations[left][right] = [(p.value, p.low, p.high) for p in printed]
    return PrintedVar.from_equations(equations)
