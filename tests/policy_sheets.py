"""Small coding sheets for the tests of `netpoverty.policy`."""

from netpoverty.policy import Assertion, Coding, Concept, Link, Path

CONCEPTS = {
    "law": Concept("policy", "law"),
    "fees": Concept("environment", "fair fees"),
    "will": Concept("target-group", "will"),
    "use": Concept("outcome", "use"),
}


def assertion(name, concept, acts_on, sign="deficiency", strength=2, **more):
    given = {
        "says": f"{name} is told",
        "section": "Findings",
        "sentence": "1.1",
        "element": CONCEPTS[concept].element,
        "reason": "stated once",
    }
    links = tuple(map(Link.read, acts_on))
    return Assertion(name, concept=concept, acts_on=links, sign=sign, strength=strength,
                     **(given | more))  # fmt: skip


def small(*assertions):
    ways = {
        "enact": Path("enact", "Pass a law.", "Advice", "1", ("law",), "law"),
        "awaken": Path("awaken", "Awaken the will.", "Advice", "2", ("will",), "will"),
    }
    return Coding(CONCEPTS, assertions, ways, outcome="use")
