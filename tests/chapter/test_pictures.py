"""Pictures are packed into palettes and stay the same picture."""

import io

import matplotlib.pyplot as plt
import numpy as np
import pytest
from matplotlib.transforms import Bbox
from PIL import Image

from netpoverty.chapter.pictures import draw, repacked


@pytest.fixture
def figure():
    made, ax = plt.subplots(figsize=(5, 3))
    for n in range(5):
        ax.plot(np.sin(np.linspace(0, 6, 50) + n), label=f"line {n}")
    ax.legend()
    yield made
    plt.close(made)


def full(figure):
    out = io.BytesIO()
    figure.savefig(out, dpi=200, transparent=True)
    return out.getvalue()


def pixels(png):
    return np.asarray(Image.open(io.BytesIO(png)).convert("RGBA")).astype(int)


def same_picture(before, after):
    old, new = pixels(before), pixels(after)
    assert old.shape == new.shape
    assert ((old[..., 3] == 0) == (new[..., 3] == 0)).mean() > 0.995
    solid = old[..., 3] == 255
    assert np.abs(old[solid] - new[solid]).mean() < 4
    assert (new[solid][:, 3] == 255).mean() > 0.99


def test_a_picture_shrinks_and_keeps_ground_and_inks(figure):
    before = full(figure)
    after = repacked(before)
    assert len(after) < 0.75 * len(before)
    same_picture(before, after)
    assert repacked(before) == after


def test_a_figure_is_drawn_as_matplotlib_would(figure):
    with plt.rc_context({"savefig.transparent": True}):
        drawn = draw(figure, Bbox.from_bounds(0, 0, 5, 3), 200)
    same_picture(full(figure), drawn)


@pytest.mark.parametrize("width", [3.1234, 4.0049, 4.9951])
def test_a_part_of_a_figure_has_whole_pixels(figure, width):
    part = pixels(draw(figure, Bbox.from_bounds(0.013, -0.1, width, 2.777), 180))
    assert part.shape[:2] == (round(2.777 * 180), round(width * 180))
