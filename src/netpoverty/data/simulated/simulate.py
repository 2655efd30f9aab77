"""The entry to the worlds: one function for three data sets and their twins."""

from __future__ import annotations

import inspect
from collections.abc import Callable

from netpoverty.data.simulated.cfps import cfps_world, free_cfps_world
from netpoverty.data.simulated.cgss import cgss_world, free_cgss_world
from netpoverty.data.simulated.prefecture import prefecture_world
from netpoverty.data.simulated.prefecture_free import free_prefecture_world
from netpoverty.data.simulated.world import CONFOUNDING, WORLDS, World
from netpoverty.errors import choose, refuse

# For each data set, the world forced to the printed moments and the free one.
MAKERS: dict[str, tuple[Callable[..., World], Callable[..., World]]] = {
    "cfps": (cfps_world, free_cfps_world),
    "cgss": (cgss_world, free_cgss_world),
    "panel": (prefecture_world, free_prefecture_world),
}


def settings_of(name: str, forced: bool = True) -> dict[str, object]:
    """Return the settings that a world takes, with their defaults.

    >>> settings_of("panel")
    {'seed': 1}
    >>> list(settings_of("cgss", forced=False))[:3]
    ['seed', 'n', 'confounding']
    """
    maker = MAKERS[choose("data set", name, MAKERS)][0 if forced else 1]
    parameters = inspect.signature(maker).parameters.values()
    return {entry.name: entry.default for entry in parameters if entry.name != "world"}


def simulate(name: str, world: str = "effect", **settings: object) -> World:
    """Return a simulated world: frame, truth, causal graph, calibration, constants.

    The true effects also stand in `truth.attrs["effects"]`, so that they travel with the truth.

    Parameters
    ----------
    name
        cfps, cgss or panel.
    world
        effect (the claimed effect is built in) or none: twins with the same printed moments.
    settings
        `seed` and what the world takes besides: `confounding` (none, default, strong), sizes,
        missingness, and `forced=False` for a world that is free of the printed moments.

    Raises
    ------
    InputError
        Naming the setting, what was given and what is allowed.

    >>> twin = simulate("panel", "none", seed=1)
    >>> twin.frame.shape[0], twin.effects["gdp_100m_cny"]
    (57, 0.0)
    """
    choose("data set", name, MAKERS)
    choose("world", world, WORLDS)
    forced = settings.pop("forced", True)
    if not isinstance(forced, bool):
        raise refuse("forced", forced, "True or False")
    allowed = settings_of(name, forced)
    for key, value in settings.items():
        if key not in allowed and key in settings_of(name, not forced):
            raise refuse("forced", forced, f"{not forced} for a {name} world that takes {key}")
        choose(f"setting of the {name} world", key, [*allowed, "forced"])
        _check(key, value, allowed[key])
    made = MAKERS[name][0 if forced else 1](world, **settings)
    made.truth.attrs["effects"] = dict(made.effects)
    return made


def _check(key: str, value: object, default: object) -> None:
    """Refuse a setting whose type is not the default's; an option must be one of its names."""
    if key == "confounding":
        choose("confounding", str(value), CONFOUNDING)
        return
    if isinstance(default, bool):
        if not isinstance(value, bool):
            raise refuse(key, value, "True or False")
        return
    number = isinstance(default, int | float)
    fits = isinstance(value, int | float) and not isinstance(value, bool)
    if number and not fits:
        raise refuse(key, value, "a number")
    if isinstance(default, int) and number and value != int(value):
        raise refuse(key, value, "a whole number")
    if key == "seed" and value < 0:
        raise refuse("seed", value, "a whole number from 0")
