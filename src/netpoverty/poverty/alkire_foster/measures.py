"""The Alkire–Foster family: H, A, M0, M1, M2 at any threshold, with design-based errors."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
import pandas as pd

from netpoverty.errors import refuse
from netpoverty.poverty.alkire_foster.aggregation import aggregate
from netpoverty.poverty.alkire_foster.cutoffs import TOLERANCE, with_estimated_cutoffs
from netpoverty.poverty.alkire_foster.deprivations import Deprivations, deprive, from_matrix
from netpoverty.poverty.alkire_foster.missing import Settled, settle
from netpoverty.poverty.alkire_foster.patterns import encode
from netpoverty.poverty.alkire_foster.population import Population
from netpoverty.poverty.alkire_foster.result import EVERYBODY, AlkireFoster
from netpoverty.poverty.alkire_foster.specification import Specification
from netpoverty.survey.design import Design, as_design, label_codes
from netpoverty.survey.intervals import checked_level


def alkire_foster(
    data: Deprivations | pd.DataFrame | np.ndarray,
    specification: Specification | Mapping[str, float] | Sequence[float] | None = None,
    k: float | str | Sequence[float] = 1 / 3,
    *,
    design: Design | object | None = None,
    by: object = None,
    missing: str = "refuse",
    level: float = 0.95,
) -> AlkireFoster:
    """Measure multidimensional poverty by the dual-cutoff method.

    Parameters
    ----------
    data : DataFrame, (n, J) array or Deprivations
        Achievements when a `Specification` is given; else deprivations of 0, 1, missing.
    specification : Specification, weights or None
        Weights alone (by name or in order) go with a deprivation matrix; None weighs equally.
    k : float in (0, 1], "union", "intersection", "all", or several of these
        Poor when the weighted deprivation score reaches k. A tie counts: the comparison has
        a tolerance of 1e-9, because ten weights of 0.1 do not sum to 1 in floating point.
        "all" stands for every score that occurs.
    design : Design, weights or None
    by : (n,) labels or a column name of the frame, optional
        Groups (regions, years); everybody together is always reported too.
    missing : {"refuse", "drop_case", "drop_indicator", "reweight"}
    level : float
        Confidence level of intervals.

    Returns
    -------
    AlkireFoster

    Raises
    ------
    InputError
        Values other than 0, 1, missing; weights that do not sum to one; k outside (0, 1];
        an empty group; missing values without a choice.

    Notes
    -----
    With c_i = Σ_j ω_j g_ij and poor_i = 1[c_i ≥ k]: H = Σ w poor / Σ w, A = Σ w c poor /
    Σ w poor, M0 = H·A, and M_α = Σ w poor Σ_j ω_j g_ij^α / Σ w for normalised gaps g.
    Errors linearise these ratios of totals, including the estimation of relative cutoffs.
    Alkire & Foster (2011), doi:10.1016/j.jpubeco.2010.11.006; Alkire et al. (2015),
    doi:10.1093/acprof:oso/9780199689491.001.0001, ch. 5 and 8.

    Examples
    --------
    The four people of the 2011 paper, poor when deprived in two of four indicators:

    >>> made = alkire_foster([[0, 0, 0, 0], [0, 1, 0, 1], [1, 1, 1, 1], [0, 1, 0, 0]], k=2 / 4)
    >>> made["H"], made["A"], made["M0"]
    (0.5, 0.75, 0.375)
    """
    checked_level(level)
    deprivations = _deprivations(data, specification, design)
    design = as_design(design, deprivations.n)
    patterns = encode(deprivations.matrix, list(deprivations.names))
    settled = settle(deprivations, patterns, missing)
    thresholds = _thresholds(k, settled)
    group, labels = _groups(data, by, settled, deprivations.n)
    people = _population(settled, thresholds, group, len(labels))
    people = with_estimated_cutoffs(people, settled, thresholds, design)
    return AlkireFoster(
        k=thresholds,
        groups=(*labels, EVERYBODY) if by is not None else (EVERYBODY,),
        names=settled.deprivations.names,
        dimension_of=settled.deprivations.dimension_of,
        weights=settled.deprivations.weights,
        totals=aggregate(people, design),
        population=people,
        design=design,
        level=level,
        dropped=settled.dropped,
        remarks=(*settled.deprivations.remarks, *settled.remarks),
        index=deprivations.index,
        cutoffs=deprivations.cutoffs,
    )


def _deprivations(data: object, specification: object, design: object) -> Deprivations:
    if isinstance(data, Deprivations):
        if specification is not None:
            raise refuse("specification", "one beside Deprivations", "None: they carry their own")
        return data
    if isinstance(specification, Specification):
        if not isinstance(data, pd.DataFrame):
            raise refuse("data", type(data).__name__, "a DataFrame of achievements")
        return deprive(data, specification, design)
    return from_matrix(data, specification)


def _thresholds(k: object, settled: Settled) -> np.ndarray:
    weights = settled.deprivations.weights
    named = {"union": [weights.min()], "intersection": [1.0], "all": None}
    found: list[float] = []
    for one in [k] if isinstance(k, str) or np.ndim(k) == 0 else list(k):
        if isinstance(one, str):
            if one not in named:
                raise refuse("k", one, "a share in (0, 1], union, intersection or all")
            found += _occurring(settled) if one == "all" else named[one]
            continue
        if not 0 < one <= 1 + TOLERANCE:
            raise refuse("k", one, "a share of the weights in (0, 1]")
        found.append(min(float(one), 1.0))
    if not found:
        raise refuse("k", k, "at least one threshold in (0, 1]")
    return np.unique(found)


def _occurring(settled: Settled) -> list[float]:
    seen = np.bincount(settled.codes, minlength=len(settled.patterns)) > 0
    scores = np.unique((settled.patterns[seen] @ settled.deprivations.weights).round(9))
    return [min(float(score), 1.0) for score in scores if score > 0] or [1.0]


def _groups(data: object, by: object, settled: Settled, n: int) -> tuple[np.ndarray, list]:
    kept = settled.kept
    if by is None:
        return np.zeros(n, dtype=np.intp) if kept is None else np.where(kept, 0, -1), [EVERYBODY]
    if isinstance(by, str):
        if not isinstance(data, pd.DataFrame) or by not in data:
            raise refuse("by", by, "a column of the frame, or one label a row")
        by = data[by]
    if isinstance(getattr(by, "dtype", None), pd.CategoricalDtype):
        used = pd.Categorical(by)
        empty = [str(c) for c in used.categories if not (used == c).any()]
        if empty:
            raise refuse("by", f"empty group {empty[0]}", "groups with at least one row")
    codes, labels = label_codes(by, "by")
    if codes.size != n:
        raise refuse("by", f"{codes.size} labels", f"one label for each of {n} rows")
    if kept is None:
        return codes, list(labels)
    left = np.bincount(codes[kept], minlength=len(labels))
    if (left == 0).any():
        raise refuse("by", f"empty group {labels[int(left.argmin())]}", "groups with a usable row")
    return np.where(kept, codes, -1), list(labels)


def _population(
    settled: Settled, thresholds: np.ndarray, group: np.ndarray, groups: int
) -> Population:
    data = settled.deprivations
    scores = settled.patterns @ data.weights
    plain = data.matrix.dtype == np.float64 and not np.isnan(settled.patterns).any()
    whole = plain and settled.kept is None and (settled.reweighting == 1).all()
    return Population(
        codes=settled.codes,
        patterns=settled.patterns,
        bins=np.searchsorted(thresholds - TOLERANCE, scores, side="right"),
        thresholds=thresholds.size,
        group=group,
        groups=groups,
        gaps=_gap_scores(settled),
        matrix=data.matrix if whole else None,
    )


def _gap_scores(settled: Settled) -> np.ndarray | None:
    """Σ_j ω_j g_ij^α for α of one and two, (n, 2), on what was observed."""
    data = settled.deprivations
    if data.gaps is None:
        return None
    gaps = np.nan_to_num(data.gaps)
    made = np.column_stack([gaps @ data.weights, (gaps * gaps) @ data.weights])
    return made * settled.reweighting[settled.codes][:, None]
