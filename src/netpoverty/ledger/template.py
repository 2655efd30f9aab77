"""A file to start from when one's own table is to be audited."""

from __future__ import annotations

from pathlib import Path

from netpoverty.errors import refuse

TEMPLATE = """\
# One file a paper; its name without .yml stands after "paper:". Every number is a string in
# quotation marks, exactly as printed: digits decide the rounding interval.
paper: {name}
kind: paper
chapter: own
source: {{title: Title of the paper}}

tables:
  regressions:
    label: Table 1
    title: Wages on schooling
    sample: workers of one survey        # tables with the same words are taken together
    method: ordinary least squares       # "robust" or "clustered" here: F is not held against R2
    implied_n: "526"                     # the n that the stated sample implies; or print a row n
    brackets: standard error             # or "t statistic", or "p-value"
    stars: {{"*": "0.1", "**": "0.05", "***": "0.01"}}
    columns: ["(1)", "(2)"]
    header:
      dependent: [wage, wage]
      model: [pooled, pooled]            # a column that says "fixed" may absorb effects
    rows:
      schooling: ["0.541*** (0.053)", "0.569*** (0.049)"]
      tenure: ["", "0.190*** (0.019)"]
      constant: ["-0.905 (0.685)", "-2.222*** (0.640)"]
      R-squared: ["0.1648", "0.3019"]
      F: ["103.36", "113.07"]
    units: {{R-squared: R2, F: F}}
    # coefficient, constant, r2, adjusted-r2, f, f-p, n; mean, standard deviation, minimum, maximum
    roles: {{schooling: coefficient, tenure: coefficient, constant: constant, R-squared: r2, F: f}}

  moments:
    label: Table 2
    title: Moments of the variables
    kind: moment
    unit: code
    columns: [n, mean, standard deviation, minimum, maximum]
    rows:
      female: ["526", "0.48", "0.50", "0", "1"]
      schooling: ["526", "12.56", "2.77", "0", "18"]
    roles: {{n: n, mean: mean, standard deviation: standard deviation, minimum: minimum, maximum: maximum}}
    # whole numbers, binary, ordered codes, unordered codes, continuous
    scales: {{female: binary, schooling: whole numbers}}
    # an extraction doubt stands with every reading, none of them the default:
    # doubts: {{schooling | mean: {{readings: {{point restored: "12.56", as extracted: "1256"}}, note: why}}}}

sentences:
  abstract:
    section: Abstract
    figures:
      women: {{printed: "252", about: women in the sample, unit: persons, kind: count}}
      all: {{printed: "526", about: workers in the sample, unit: persons, kind: count}}
      share: {{printed: "47.9%", about: share of women, unit: "%", kind: share}}

claims:
  nearly-half:
    says: Nearly half of the sample are women.
    check: [{{kind: share-of, part: abstract.women, whole: abstract.all, share: abstract.share}}]
"""


def write_template(path: str | Path) -> Path:
    """Write the template of an audit file, named after the file; return its path.

    Raises
    ------
    InputError : the name does not end in .yml, or the file exists.
    """
    path = Path(path)
    if path.suffix != ".yml" or path.exists():
        raise refuse("audit template", path.name, "the name of a new file that ends in .yml")
    path.write_text(TEMPLATE.format(name=path.stem), encoding="utf-8", newline="\n")
    return path
