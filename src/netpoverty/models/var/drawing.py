"""Figures of the VAR results; matplotlib is imported here only when one is drawn."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np

# Okabe & Ito's palette (blue, vermilion, green, purple, orange): safe for colour-blind readers.
COLOURS = ("#0072B2", "#D55E00", "#009E73", "#CC79A7", "#E69F00")
STYLES = ("-", "--", ":", "-.", (0, (5, 1, 1, 1, 1, 1)))
MARKERS = ("o", "s", "^", "D", "v")
GREY = "#767676"


def new_axes(ax, size: tuple[float, float] = (6.4, 4.0)):
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
    ax = new_axes(ax, (5.2, 5.2))
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


def draw_verdicts(verdicts: Sequence, ax=None):
    """Draw verdicts as a table of marks: filled holds always, half for some λ, empty never.

    Parameters
    ----------
    verdicts : `Verdict` objects over the same cases; one row each, one column a case.
    """
    fill = {"always": "full", "sometimes": "left", "never": "none"}
    cases = verdicts[0].cases
    ax = new_axes(ax, (1.5 + 0.42 * len(cases), 1.9 + 0.4 * len(verdicts)))
    for status, style in fill.items():
        places = [
            (column, row)
            for row, verdict in enumerate(verdicts)
            for column, case in enumerate(verdict.cases)
            if case.status == status
        ]
        x, y = zip(*places, strict=True) if places else ((), ())
        ax.plot(x, y, "o", fillstyle=style, color=COLOURS[0], markersize=11, label=status)
    names = [f"{case.reading}\n{' → '.join(case.ordering)}, {case.convention}" for case in cases]
    ax.set_xticks(range(len(cases)), names, rotation=60, ha="right", fontsize="x-small")
    ax.set_yticks(range(len(verdicts)), [verdict.claim.words for verdict in verdicts])
    ax.set_xlim(-0.6, len(cases) - 0.4)
    ax.set_ylim(len(verdicts) - 0.4, -0.6)
    ax.set_xlabel("reading, ordering, convention of the periods")
    ax.legend(frameon=False, fontsize="small", ncols=3, loc="lower right", bbox_to_anchor=(1, 1))
    return ax


def draw_bands(bands, variable: str, ax=None):
    """Draw the response of one variable with its bootstrap band."""
    ax = new_axes(ax)
    i = bands.names.index(variable)
    low, high = bands.low[:, i], bands.high[:, i]
    label = f"{bands.level:.0%} {bands.kind} band"
    ax.fill_between(bands.periods, low, high, color=COLOURS[0], alpha=0.25, label=label)
    ax.plot(bands.periods, bands.estimate[:, i], color=COLOURS[0], marker="o", markersize=4,
            label="estimate")  # fmt: skip
    ax.axhline(0, color=GREY, linewidth=0.8)
    kind = "accumulated response" if bands.accumulated else "response"
    first = int(bands.periods[0])
    ax.set(
        xlabel=f"period (the impact is {first})", ylabel=f"{kind} of {variable} to {bands.shock}"
    )
    ax.legend(frameon=False, fontsize="small")
    return ax


def draw_shares(shares, variable: str, ax=None):
    """Draw the variance shares in one variable as stacked bars, hatched as a second cue."""
    ax = new_axes(ax)
    i = shares.names.index(variable)
    steps = np.arange(1, len(shares.shares) + 1)
    base = np.zeros(len(steps))
    for j, name in enumerate(shares.names):
        part = shares.shares[:, i, j]
        hatch = ("", "//", "..", "xx", "\\\\")[j % 5]
        ax.bar(steps, part, bottom=base, color=COLOURS[j % 5], hatch=hatch, edgecolor="white",
               label=f"shock to {name}")  # fmt: skip
        base = base + part
    ax.set(xlabel="steps ahead", ylabel=f"share of forecast error variance of {variable}")
    ax.legend(frameon=False, fontsize="small", ncols=len(shares.names), loc="lower center",
              bbox_to_anchor=(0.5, 1))  # fmt: skip
    return ax


def draw_lag_choice(choice, ax=None):
    """Draw each information criterion, above its minimum, against the number of lags."""
    ax = new_axes(ax)
    for position, name in enumerate(("aic", "bic", "hqic")):
        values = choice.criteria[name]
        ax.plot(values.index, values - values.min(), color=COLOURS[position], label=name.upper(),
                linestyle=STYLES[position], marker=MARKERS[position])  # fmt: skip
    ax.set(xlabel="lags", ylabel="criterion above its minimum")
    ax.set_xticks(list(choice.criteria.index))
    ax.legend(frameon=False, fontsize="small")
    return ax
