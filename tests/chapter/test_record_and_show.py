"""Recording and showing: what ends up in a cell's output, and what is refused."""

import base64
import io
import re
from pathlib import Path

import matplotlib

matplotlib.use("Agg")
import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
import pytest
from PIL import Image

from netpoverty.chapter import KINDS, record, records_in, sentence, show, table
from netpoverty.chapter.figures import DPI, fingerprint
from netpoverty.errors import InputError
from netpoverty.results import equals_p, format_frame


@pytest.fixture
def outputs(monkeypatch):
    caught = []

    def catch(bundle, raw, metadata):
        caught.append({"data": bundle, "metadata": metadata})

    monkeypatch.setattr("IPython.display.display", catch)
    return caught


def test_a_record_is_collected_with_value_unit_and_kind(outputs):
    record("peak-year", np.int64(6), "years")
    record("share", np.float64(0.123456), "", "simulated")
    assert list(records_in({"cells": [{"outputs": outputs}]})) == [
        {"name": "peak-year", "value": 6, "unit": "years", "kind": "published"},
        {"name": "share", "value": 0.1235, "unit": "", "kind": "simulated"},
    ]
    assert outputs[1]["data"] == {"application/papermill.record/text/plain": "0.1235"}


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("Peak Year", 6), "name of a record"),
        (("x", float("nan")), "finite"),
        (("x", [1, 2]), "list"),
        (("x", 1, "", "guessed"), "published, simulated, real"),
    ],
)
def test_a_bad_record_is_refused_in_one_sentence(outputs, arguments, message):
    with pytest.raises(InputError, match=message):
        record(*arguments)
    assert outputs == []


def test_a_simulated_sentence_never_speaks_of_china(outputs):
    sentence("a", "In this simulated world logit reported −11 points.", "simulated")
    for text in ("China grew.", "It rose. Migrants gained 3 points.", "Rural farmers gain."):
        with pytest.raises(InputError, match="simulated world"):
            sentence("b", text, "simulated")
    sentence("c", "Migrant workers are the paper's sample.", "published")
    assert len(outputs) == 2


def _figure(slope=1.0):
    fig, ax = plt.subplots()
    ax.plot([0, 1, 2], [0, slope, 2 * slope])
    ax.set(xlabel="year", ylabel="response, %")
    return fig


def test_a_figure_carries_png_alt_kind_and_fingerprint(outputs):
    show(_figure(), alt="A line that rises from zero to two.", name="rise")
    output = outputs[0]
    assert base64.b64decode(output["data"]["image/png"]).startswith(b"\x89PNG")
    assert output["metadata"]["netpoverty"]["figure"]["kind"] == "published"
    assert "line: n=3 x [0, 2] mean 1 y [0, 2] mean 1" in output["data"]["text/plain"]


@pytest.mark.parametrize("place", ["upper", "lower"])
@pytest.mark.parametrize("height", [2.5, 8.0])
def test_the_frame_stands_clear_of_a_legend_at_the_edge_of_the_figure(outputs, place, height):
    fig, ax = plt.subplots(figsize=(5, height), layout="constrained")
    ax.plot([0, 1, 2], [0, 1, 2], label="a line")
    fig.legend(loc=f"outside {place} center")
    show(fig, alt="Simulated data: a line that rises to two.", kind="simulated", name="edge")
    picture = Image.open(io.BytesIO(base64.b64decode(outputs[0]["data"]["image/png"])))
    page = Image.new("RGBA", picture.size, "white")
    page.alpha_composite(picture.convert("RGBA"))
    dark = np.asarray(page.convert("L")) < 200
    columns = dark[:, 60 : int(0.6 * dark.shape[1])]  # neither the frame's sides nor the badge
    gaps = np.diff(np.flatnonzero(columns.any(axis=1)))
    gaps = gaps[gaps > 3]  # between what is drawn, the frame first and last
    assert gaps[0] > 0.1 * DPI and gaps[-1] > 0.2 * DPI


def test_the_fingerprint_notices_changed_data_but_not_noise():
    first, same, other = (fingerprint(_figure(s)) for s in (1.0, 1.0 + 1e-12, 1.02))
    assert first == same
    assert first != other


def test_a_figure_of_real_data_leaves_no_value_in_its_output(outputs):
    fig, ax = plt.subplots()
    ax.scatter([1.0, 2.0], [51234.5, 98765.4])
    ax.annotate("98765.4", (2.0, 98765.4))
    show(fig, alt="Two households and what they earn in a year.", kind="real", name="earn")
    told = {k: v for k, v in outputs[0]["data"].items() if k != "image/png"}
    assert "98765" not in str(told) + str(outputs[0]["metadata"]) and "5.12" not in str(told)
    assert told["text/plain"].startswith("real data, hash ")
    one, other = (fingerprint(_figure(s), real=True) for s in (1.0, 1.02))
    assert one != other and one == fingerprint(_figure(1.0), real=True)


def test_the_same_figure_gives_the_same_bytes(outputs):
    for _ in range(2):
        show(_figure(), alt="A line that rises from zero to two.")
    assert outputs[0] == outputs[1]


def test_alt_text_must_be_a_sentence_and_name_simulation(outputs):
    plain = "A line that rises to two."
    mixed = ("published", "simulated")
    for alt, kind in (
        ("a line", "published"),
        (plain, "simulated"),
        (plain, "judgement"),
        (plain, mixed),
        (f"Simulated data: {plain}", "judgement"),
    ):
        with pytest.raises(InputError, match="alt text"):
            show(_figure(), alt=alt, kind=kind)
    plt.close("all")


def test_a_judgement_has_a_mark_of_its_own_and_is_no_kind_of_number(outputs):
    show(_figure(), alt="Our judgement: a line that rises to two.", kind="judgement")
    assert outputs[0]["metadata"]["netpoverty"]["figure"]["kind"] == "judgement"
    page = table(pd.DataFrame({"a": [1]}), "A coding", kind="judgement")._repr_html_()
    assert "<span class='np-badge np-judgement'>▲ our judgement</span>" in page
    assert [kind.name for kind in KINDS.values() if kind.number] == [
        "published",
        "simulated",
        "real",
    ]
    assert len({(k.shape, k.word, k.colour) for k in KINDS.values()}) == len(KINDS)
    with pytest.raises(InputError, match="whose subject"):
        sentence("gain", "Farmers gain by training.", kind="judgement")


def test_what_mixes_two_kinds_carries_both_marks(outputs):
    alt = "A printed line and a simulated one that rises to two."
    show(_figure(), alt=alt, kind=("published", "simulated"))
    assert outputs[0]["metadata"]["netpoverty"]["figure"]["kind"] == "published simulated"
    mixed = table(pd.DataFrame({"a": [1]}), "Both", kind=("published", "simulated"))
    page = mixed._repr_html_()
    assert "■ published</span> <span class='np-badge np-simulated'>◇ simulated</span> Both" in page
    assert "np-frame-published np-frame-simulated" in page
    assert repr(mixed).startswith("■ published, ◇ simulated: Both")
    people = pd.DataFrame({"household_id": [1]})
    with pytest.raises(InputError, match="no ids"):
        table(people, "Beside print", kind=("published", "real"))
    with pytest.raises(InputError, match="none"):
        table(people, "No kind at all", kind=())


def test_every_mark_is_legible_on_a_light_and_on_a_dark_page():
    css = (Path(__file__).parents[2] / "book/static/netpoverty.css").read_text(encoding="utf-8")
    for name, kind in KINDS.items():
        light, dark = re.findall(rf"--np-{name}: (#[0-9a-f]{{6}})", css)
        assert light == kind.colour
        assert _contrast(light, "#ffffff") >= 4.5 and _contrast(light, "#f3f5f7") >= 4.5
        assert _contrast(dark, "#14181e") >= 4.5 and _contrast(dark, "#20262d") >= 4.5


def _contrast(one, other):
    light, dark = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def _luminance(colour):
    channels = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.03928 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return float(np.dot([0.2126, 0.7152, 0.0722], linear))


def test_a_table_keeps_printed_strings_and_has_no_empty_header():
    frame = pd.DataFrame({"printed": ["0.50"], "implied": [0.123456]}, index=["CII"])
    shown = table(frame, "Table 2 as printed")
    page = shown._repr_html_()
    assert "<td>0.50</td><td>0.1235</td>" in page
    assert "<th scope='col'></th>" not in page
    assert "■ published" in page and "■ published" in repr(shown)


def test_a_table_never_shows_rows_of_real_microdata():
    people = pd.DataFrame({"household_id": [1], "income_pc_year_cny": [9000.0]})
    for frame in (people, people.set_index("household_id"), people.rename(columns=str.upper)):
        with pytest.raises(InputError, match="statistics, no ids"):
            table(frame, "First rows", kind="real")
    assert table(people, "A made-up household", kind="simulated")
    assert table(people[["income_pc_year_cny"]].describe(), "Incomes", kind="real")


def test_a_heading_of_several_levels_leaves_no_separator_behind():
    columns = pd.MultiIndex.from_tuples([("pooled", "printed"), ("pooled", "made"), ("fit", "")])
    index = pd.MultiIndex.from_tuples([("LGR", "CII")], names=["outcome", "term"])
    html = table(pd.DataFrame([[1, 2, 3]], index, columns), "Tables of the paper")._repr_html_()
    for heading in ("outcome", "term", "pooled · printed", "fit"):
        assert f"<th scope='col'>{heading}</th>" in html
    assert "·</th>" not in html and "· <" not in html


P_HEADINGS = ["p", "p_value", "p-value", "P value", "p.value", "pvalue", "pvalues", "f_p", "F p"]
P_HEADINGS += ["P>|t|", "P > |t|", "P>|z|", "Pr(>|t|)", "p_low", "p high", "p_adjusted", "Holm p"]
P_HEADINGS += ["p, panel", "smallest p", "p (simulated)"]
OTHER_HEADINGS = [
    "lags p",
    "orders p",
    "lags, p",
    "lag p",
    "lags_p",
    "order p",
    "p lags",
    "k",
    "poor",
    "step",
    "map",
]
OTHER_HEADINGS += ["prob", "p_star", "GDP per head"]


@pytest.mark.parametrize("heading", P_HEADINGS)
def test_no_p_value_is_zero_under_any_heading(heading):
    assert format_frame(pd.DataFrame({heading: [0.0]})).iloc[0, 0] == "< 0.0001"
    levels = pd.DataFrame({("within", heading): [0.0]})
    assert format_frame(levels).iloc[0, 0] == "< 0.0001"


@pytest.mark.parametrize("heading", OTHER_HEADINGS)
def test_a_zero_under_another_heading_is_a_zero(heading):
    assert format_frame(pd.DataFrame({heading: [0]})).iloc[0, 0] == "0"


@pytest.mark.parametrize("value", [float("nan"), None])
def test_a_missing_p_is_said_to_be_missing(value):
    assert f"(p {equals_p(value)})" == "(p not computed)"
