"""Figures of the VAR results; matplotlib is imported here only when one is drawn."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np

# Okabe & Ito's palette (blue, vermilion, green, purple, orange): safe for colour-blind readers.
COLOURS = ("#0072B2", "#D55E00", "#009E73", "#CC79A7", "#E69F00")
STYLES = ("-", "--", ":", "-.", (0, (5, 1, 1, 1, 1, 1)))
MARKERS = ("o", "s", "^", "D", "v")
GREY = "#767676"


def new_axes(ax, size: tuple[float, float] = (5.4, 3.6)):
    """Return the given axes, or new ones on a transparent figure."""
    if ax is None:
        import matplotlib.pyplot as plt

        figure, ax = plt.subplots(figsize=size, layout="constrained")
        figure.patch.set_alpha(0)
    ax.patch.set_alpha(0)
    return ax


def draw_roots(roots: Mapping[str, object], ax=None):
    """Draw the inverse roots of one or several readings with the unit circle.

    Parameters
    ----------
    roots : {label: Roots}.
    """
    ax = new_axes(ax, (4.6, 4.6))
    angle = np.linspace(0, 2 * np.pi, 361)
    ax.plot(np.cos(angle), np.sin(angle), color=GREY, linewidth=1, label="unit circle")
    for position, (label, found) in enumerate(roots.items()):
        look = {"marker": MARKERS[position % 5], "color": COLOURS[position % 5]}
        values = found.inverse_roots
        ax.plot(
            values.real, values.imag, linestyle="none", fillstyle="none", markersize=9,
            label=label or "inverse roots", **look,
        )  # fmt: skip
    ax.axhline(0, color=GREY, linewidth=0.5)
    ax.axvline(0, color=GREY, linewidth=0.5)
    ax.set(xlabel="real part", ylabel="imaginary part", aspect="equal")
    ax.legend(frameon=False, fontsize="small")
    return ax


def draw_family(
    family, variable: str, highlighted: Mapping[str, Sequence[float]] = (), ax=None, grid=None
):
    """Draw the responses of one variable over a grid of λ, with some λ highlighted.

    Parameters
    ----------
    highlighted : {label: λ}, or a list of λ; each λ has one number a follower.
    grid : λ drawn in grey, array (n, m); by default 21 values from −1 to 1 for one follower.
    """
    ax = new_axes(ax)
    count = len(family.followers)
    if grid is None:
        grid = np.linspace(-1, 1, 21)[:, None] if count == 1 else np.zeros((1, count))
    for lam in grid:
        ax.plot(family.periods, family.curve(variable, lam), color=GREY, linewidth=0.6, alpha=0.6)
    for position, (label, lam) in enumerate(_labelled(family, highlighted).items()):
        look = {"color": COLOURS[position % 5], "linestyle": STYLES[position % 5]}
        curve = family.curve(variable, lam)
        ax.plot(family.periods, curve, linewidth=2, label=label, marker=MARKERS[position % 5],
                markersize=4, **look)  # fmt: skip
    ax.axhline(0, color=GREY, linewidth=0.8)
    kind = "accumulated response" if family.accumulated else "response"
    ax.set(
        xlabel=f"period ({'the impact is ' + str(int(family.periods[0]))})",
        ylabel=f"{kind} of {variable}, per unit of {family.shock}",
    )
    if highlighted:
        ax.legend(frameon=False, fontsize="small")
    return ax


def _labelled(family, highlighted) -> dict[str, Sequence[float]]:
    if isinstance(highlighted, Mapping):
        return dict(highlighted)
    names = [", ".join(f"{value:.3g}" for value in np.atleast_1d(lam)) for lam in highlighted]
    return {f"λ = {name}": lam for name, lam in zip(names, highlighted, strict=True)}


def draw_verdicts(verdicts: Mapping[str, object], ax=None):
    """Draw verdicts as a grid of marks: ● holds for any λ and ordering, ◐ for some, ○ for none.

    Parameters
    ----------
    verdicts : {label: Verdict} over the same cases; one row each, one column for each reading of
        the signs and convention of the periods.
    """
    marks = {"always": "●", "sometimes": "◐", "never": "○"}
    cases = next(iter(verdicts.values())).cases
    columns = list(dict.fromkeys((case.reading, case.convention) for case in cases))
    ax = new_axes(ax, (2.6 + 0.36 * len(columns), 1.7 + 0.36 * len(verdicts)))
    for row, verdict in enumerate(verdicts.values()):
        for column, group in enumerate(columns):
            found = {c.status for c in verdict.cases if (c.reading, c.convention) == group}
            mark = marks[found.pop() if len(found) == 1 else "sometimes"]
            ax.text(column, row, mark, ha="center", va="center", fontsize=14, color=COLOURS[0])
    names = [f"{reading}, {convention}" for reading, convention in columns]
    ax.set_xticks(range(len(columns)), names, rotation=60, ha="right", fontsize="small")
    ax.set_yticks(range(len(verdicts)), list(verdicts))
    ax.set(xlim=(-0.6, len(columns) - 0.4), ylim=(len(verdicts) - 0.4, -0.6))
    ax.set_xlabel("signs of the doubtful coefficients, count of the periods")
    return ax


def draw_peak_map(readings: Mapping[str, object], claim_period: int, variable: str, ax=None):
    """Draw the period in which a response peaks, for every common λ from −2 to 2.

    Parameters
    ----------
    readings : {label: ResponseFamily}, one line each; every follower is given the same λ.
    claim_period : the printed peak, drawn as a grey line.
    """
    ax = new_axes(ax)
    grid = np.linspace(-2, 2, 401)
    for position, (label, family) in enumerate(readings.items()):
        count = len(family.followers)
        curves = np.array([family.curve(variable, [lam] * count) for lam in grid])
        look = {"color": COLOURS[position % 5], "linestyle": STYLES[position % 5]}
        ax.step(grid, family.periods[curves.argmax(axis=1)], label=label, where="mid", **look)
    ax.axhline(claim_period, color=GREY, linewidth=1, linestyle="-")
    ax.set(xlabel="λ: same-year move of the others", ylabel=f"period in which {variable} peaks")
    ax.legend(frameon=False, fontsize="small", loc="lower center", bbox_to_anchor=(0.5, 1), ncols=2)
    return ax


def draw_readings(families: Mapping[str, object], variables: Sequence[str], figsize=(5.6, 5.0)):
    """Draw the response at λ = 0 under each reading, one panel a reading; returns the figure.

    Parameters
    ----------
    families : {label: ResponseFamily}. variables : whose responses are drawn.
    """
    import matplotlib.pyplot as plt

    rows = -(-len(families) // 2)
    shape = (rows, min(2, len(families)))
    figure, panels = plt.subplots(
        *shape, figsize=(figsize[0], figsize[1] * rows / 2), squeeze=False, sharex=True
    )
    for ax, (label, family) in zip(panels.flat, families.items(), strict=False):
        for position, name in enumerate(variables):
            look = {"color": COLOURS[position], "linestyle": STYLES[position]}
            curve = family.curve(name, [0.0] * len(family.followers))
            ax.plot(
                family.periods, curve, marker=MARKERS[position], markersize=3, label=name, **look
            )
        ax.axhline(0, color=GREY, linewidth=0.8, linestyle="-")
        ax.set_title(label, fontsize="medium")
    for ax in panels[-1]:
        ax.set_xlabel(f"period (the impact is {int(family.periods[0])})")
    for ax in panels[:, 0]:
        ax.set_ylabel("log response")
    if len(variables) > 1:
        panels.flat[0].legend(frameon=False, fontsize="small")
    return figure
