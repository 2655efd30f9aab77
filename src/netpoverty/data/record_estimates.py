"""Re-recording the revenue regressions of a real yearbook panel, without its rows."""

from __future__ import annotations

from pathlib import Path

from netpoverty.data.dataset import Dataset
from netpoverty.data.estimates import RecordedEstimates, write_estimates
from netpoverty.data.load import load
from netpoverty.errors import refuse
from netpoverty.models.comparisons import try_variants

PRINTED = {
    "gdp_100m_cny": "LGDP",
    "internet_share": "CII",
    "budget_revenue_100m_cny": "LGR",
}


def record_estimates(source: str | Path, out: str | Path) -> RecordedEstimates:
    """Estimate LGR on CII and LGDP under every specification; write the results to `out`.

    Only numbers and their origin are kept: file name, hash, sample, code version.

    Parameters
    ----------
    source
        A real yearbook panel with GDP, budget revenue and Internet use.
    out
        JSON file to write; `read_estimates` reads it back.

    Raises
    ------
    InputError
        If the file is unusable, calls itself simulated, or has no budget revenue.

    Source of the regression: Yin et al. (2021), 10.1186/s40854-021-00236-2, Table 3.
    """
    data = load("panel", source)
    if data.is_simulated:
        raise refuse(data.sources[0].file, "simulated rows", "a file of real data")
    return write_estimates(out, estimates_of(data))


def estimates_of(data: Dataset) -> dict[str, object]:
    """Return what `record_estimates` writes, as plain values.

    >>> content = estimates_of(load("panel"))
    >>> content["outcome"], len(content["specifications"]), content["specifications"][0]["units"]
    ('LGR', 16, 'all')
    """
    frame = data.frame.rename(columns=PRINTED)
    known = frame.dropna(subset=list(PRINTED.values()))
    if known.empty:
        raise refuse("panel", "no row with revenue, GDP and Internet use", "such rows")
    largest = str(frame.groupby("prefecture")["LGDP"].mean().idxmax())
    keys = {"unit": "prefecture", "time": "year"}
    tried = try_variants(frame, "LGR", ["CII", "LGDP"], **keys, without=largest)
    return {
        "kind": data.kind,
        "source": data.sources[0].file if data.sources else "",
        "sample": _sample(frame, known),
        "file_hash": data.sources[0].sha256 if data.sources else "",
        "code_version": _version(),
        "outcome": "LGR",
        "regressors": ["CII", "LGDP"],
        "convention": "Errors clustered by city.",
        "specifications": tried.to_dict("records"),
    }


def _sample(frame, known) -> str:
    years = f"{frame['year'].min()} to {frame['year'].max()}"
    measures = ", ".join(sorted(known["internet_measure"].unique()))
    return (
        f"{known['prefecture'].nunique()} units, {years}; Internet: {measures}; suspect cells "
        "kept; rows without all three series left out"
    )


def _version() -> str:
    from netpoverty import __version__

    return __version__
