"""The same headcounts with errors in statsmodels, and in R's survey package where installed."""

from __future__ import annotations

import csv
import shutil
import subprocess
import tempfile
import time
from pathlib import Path

import numpy as np
import statsmodels.api as sm

R_SCRIPT = """
suppressMessages(library(survey))
d <- read.csv(commandArgs(TRUE)[1])
started <- proc.time()[["elapsed"]]
for (k in seq(0.05, 1, length.out = 20)) {
  d$poor <- as.numeric(d$score >= k - 1e-9)
  d$censored <- d$poor * d$score
  design <- svydesign(id = ~clusters, strata = ~strata, weights = ~weights, data = d)
  invisible(svyby(~poor + censored, ~region, design, svymean))
  invisible(svymean(~poor + censored, design))
}
cat(proc.time()[["elapsed"]] - started)
"""


def statsmodels_seconds(data: dict, thresholds: np.ndarray, fits: int = 3) -> float:
    """Return the time of H and M0 for every k and region by weighted least squares.

    One fit a measure, k, group with cluster-robust errors (it knows no strata); timed on a
    few fits of the whole sample and of one region, then multiplied.
    """
    score = data["matrix"].mean(axis=1)
    total = 0.0
    for rows, groups in ((slice(None), 1), (data["region"] == 0, 4)):
        started = time.perf_counter()
        for k in thresholds[:fits]:
            poor = (score[rows] >= k - 1e-9).astype(float)
            model = sm.WLS(poor, np.ones(poor.size), weights=data["weights"][rows])
            model.fit(cov_type="cluster", cov_kwds={"groups": data["clusters"][rows]})
        total += groups * (time.perf_counter() - started) / fits
    return 2 * thresholds.size * total


def r_survey_seconds(data: dict) -> float | None:
    """Return the time R's survey package needs for the same, or None without R or the package."""
    program = shutil.which("Rscript")
    if program is None:
        return None
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "people.csv"
        columns = {name: data[name] for name in ("weights", "region", "strata", "clusters")}
        columns["score"] = data["matrix"].mean(axis=1)
        with path.open("w", newline="") as file:
            writer = csv.writer(file)
            writer.writerow(columns)
            writer.writerows(zip(*(column.tolist() for column in columns.values()), strict=True))
        done = subprocess.run(
            [program, "-e", R_SCRIPT, str(path)], capture_output=True, text=True, check=False
        )
    return float(done.stdout) if done.returncode == 0 and done.stdout else None
