"""Qualitative coding turned into something that can be questioned."""

from netpoverty.policy.agreement import Agreement, agreement
from netpoverty.policy.budget import BudgetPlans, budget_plans
from netpoverty.policy.coding import (
    ELEMENTS,
    SCHEMES,
    Advice,
    Assertion,
    Coding,
    Concept,
    Link,
    Path,
    Rival,
)
from netpoverty.policy.cognitive_map import ACTIVATIONS, ENDINGS, CognitiveMap, Run, run_many
from netpoverty.policy.drawing import draw_smith
from netpoverty.policy.influence import (
    InfluenceMap,
    evidence,
    influence_dependence,
    influence_matrix,
)
from netpoverty.policy.judgements import Reweighting, leave_one_out, reweigh
from netpoverty.policy.process_tracing import Evidence, TracingTest, tracing_test
from netpoverty.policy.scenarios import (
    TOGETHER,
    ScenarioTable,
    map_of,
    push_of,
    run_scenarios,
)

__all__ = [
    "ACTIVATIONS",
    "ELEMENTS",
    "ENDINGS",
    "SCHEMES",
    "TOGETHER",
    "Advice",
    "Agreement",
    "Assertion",
    "BudgetPlans",
    "Coding",
    "CognitiveMap",
    "Concept",
    "Evidence",
    "InfluenceMap",
    "Link",
    "Path",
    "Reweighting",
    "Rival",
    "Run",
    "ScenarioTable",
    "TracingTest",
    "agreement",
    "budget_plans",
    "draw_smith",
    "evidence",
    "influence_dependence",
    "influence_matrix",
    "leave_one_out",
    "map_of",
    "push_of",
    "reweigh",
    "run_many",
    "run_scenarios",
    "tracing_test",
]
