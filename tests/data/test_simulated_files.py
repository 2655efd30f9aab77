"""Simulated files say that they are simulated, and the committed ones are made as they are."""

import numpy as np
import pandas as pd
import pyarrow.parquet as pq
import pyreadstat
import pytest

from netpoverty.data.load import load
from netpoverty.data.simulated import CausalGraph, simulate, write_world
from netpoverty.data.simulated.__main__ import main
from netpoverty.data.simulated.declared import Declared, calibration_row
from netpoverty.data.simulated.files import differences, folder
from netpoverty.data.simulated.graph import Node
from netpoverty.data.simulated.streams import Streams
from netpoverty.errors import InputError


def test_the_committed_files_are_the_worlds(capsys):
    assert differences(folder()) == []
    assert main(["--check"]) == 0
    assert "as made" in capsys.readouterr().out


def test_the_committed_files_stay_under_two_megabytes():
    assert sum(path.stat().st_size for path in folder().iterdir()) < 2_000_000


def test_a_changed_value_is_found(tmp_path, capsys):
    for path in folder().iterdir():
        (tmp_path / path.name).write_bytes(path.read_bytes())
    name = tmp_path / "SIMULATED_panel_none.parquet"
    frame = pd.read_parquet(name)
    frame.loc[3, "gdp_100m_cny"] += 0.001
    frame.to_parquet(name)
    assert main([str(tmp_path), "--check"]) == 1
    assert "SIMULATED_panel_none.parquet" in capsys.readouterr().err
    listed = (tmp_path / "README.md").read_text()
    # Listed under its new hash, the values themselves are what gives the change away.
    from hashlib import sha256

    (tmp_path / "README.md").write_text(listed + sha256(name.read_bytes()).hexdigest())
    assert any("gdp_100m_cny" in sentence for sentence in differences(tmp_path))


@pytest.mark.parametrize("name", ["cfps", "cgss", "panel"])
def test_parquet_is_labelled_in_name_file_and_columns(name, tmp_path):
    settings = {"n": 300, "forced": False} if name != "panel" else {}
    world = simulate(name, "none", **settings)
    path, truth = write_world(world, tmp_path / f"{name}.parquet")
    assert path.name == f"SIMULATED_{name}.parquet"
    schema = pq.read_schema(path)
    assert schema.metadata[b"label"].startswith(b"SIMULATED")
    assert all(field.metadata[b"label"].startswith(b"SIMULATED") for field in schema)
    pd.testing.assert_frame_equal(pd.read_parquet(path), world.frame)
    assert len(pd.read_parquet(truth)) == len(world.frame)


def test_stata_files_are_labelled_and_read_back(tmp_path):
    world = simulate("cfps", "effect", n=300)
    paths = write_world(world, tmp_path / "practice.dta", traps=5)
    assert len(paths) == 3
    for path in paths:
        assert path.name.startswith("SIMULATED")
        _, about = pyreadstat.read_dta(str(path), metadataonly=True)
        assert about.file_label.startswith("SIMULATED")
        assert all(label.startswith("SIMULATED") for label in about.column_labels)
    back = load("cfps", paths[0].parent).frame
    pd.testing.assert_frame_equal(
        back.sort_values("household_id", ignore_index=True),
        world.frame.sort_values("household_id", ignore_index=True),
    )


def test_a_cgss_world_reads_back(tmp_path):
    world = simulate("cgss", "none", n=400, forced=False)
    (path,) = write_world(world, tmp_path / "CGSS2021.dta")
    data = load("cgss", path)
    assert data.is_simulated
    pd.testing.assert_frame_equal(
        data.frame.sort_values("respondent_id", ignore_index=True),
        world.frame.sort_values("respondent_id", ignore_index=True),
    )


def test_a_panel_table_reads_back(tmp_path):
    world = simulate("panel")
    (path,) = write_world(world, tmp_path / "panel.csv")
    data = load("panel", path)
    assert data.is_simulated
    shown = ["internet_share", "gdp_100m_cny", "income_town_pc_year_cny"]
    # Text carries the digits of a float; the reader's units are those of the schema.
    assert np.allclose(data.frame[shown], world.frame[shown], rtol=1e-12, equal_nan=True)


def test_unknown_endings_are_refused(tmp_path):
    with pytest.raises(InputError, match=r"ends in \.parquet or \.dta"):
        write_world(simulate("cgss", n=300, forced=False), tmp_path / "cgss.sav")


@pytest.mark.parametrize("name", ["cfps", "cgss", "panel"])
def test_graphs_name_columns_of_the_frame(name):
    world = simulate(name)
    derived = {"poor", "working_poor"}
    columns = {node.column for node in world.graph.nodes.values() if node.observed}
    assert columns - derived <= set(world.frame)
    axes = world.plot()
    assert len(axes.texts) >= len(world.graph.nodes)


def test_ability_confounds_by_the_graph():
    graph = simulate("cgss").graph
    assert "ability" in graph.confounders("internet", "income")
    assert "network" not in graph.confounders("internet", "income")


def test_a_graph_with_a_cycle_is_refused():
    rows = ((Node("a", "a"),), (Node("b", "b"),))
    with pytest.raises(InputError, match="later layer"):
        CausalGraph(rows, (("b", "a", ""),))
    with pytest.raises(InputError, match="nodes a, b"):
        CausalGraph(rows, (("a", "c", ""),))


@pytest.mark.parametrize("name", ["cfps", "cgss", "panel"])
def test_constants_and_targets_have_a_standing(name):
    world = simulate(name)
    allowed = {"published", "official", "assumed"}
    assert set(world.constants_frame()["status"]) <= allowed
    assert set(world.calibration["kind"]) <= allowed
    assert "assumed" in set(world.constants_frame()["status"])


def test_unknown_standings_are_refused():
    with pytest.raises(InputError, match="published, official, assumed"):
        Declared(1, "x", "guessed")
    with pytest.raises(InputError, match="published, official, assumed"):
        calibration_row("x", 1, 1, "guessed")


def test_streams_do_not_depend_on_each_other():
    draws = Streams(3)
    first = draws.normal("age", 5)
    draws.normal("income", 1000)
    assert np.array_equal(first, draws.normal("age", 5))
    assert not np.array_equal(first, draws.normal("schooling", 5))


def test_labels_tell_what_is_unusual():
    assert simulate("panel").label == "effect twin, effect built in, seed 1"
    unusual = simulate("cfps", "none", n=300, confounding="strong", forced=False, seed=4)
    assert unusual.label.endswith("no effect built in, seed 4, confounding strong, forced False")
