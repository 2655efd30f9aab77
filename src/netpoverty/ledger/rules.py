"""The rules that the ledger applies, in the order in which they are read."""

from __future__ import annotations

from netpoverty.ledger import claim_rules, descriptive, estimators, fit_rules, significance
from netpoverty.ledger.verdict import Rule

RULES: tuple[Rule, ...] = (
    fit_rules.fit_and_size,
    fit_rules.both_fits,
    fit_rules.f_p_value,
    significance.stars,
    significance.brackets_possible,
    estimators.repeated_estimates,
    estimators.lines_under_headings,
    descriptive.mean_in_range,
    descriptive.spread,
    descriptive.grim,
    descriptive.exact_counts,
    descriptive.codes_against_range,
    descriptive.nominal,
    descriptive.same_cases,
    claim_rules.claims,
    claim_rules.contradictions,
)
