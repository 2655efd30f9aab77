"""Pictures of the site become smaller and stay the same picture."""

import io

import matplotlib.pyplot as plt
import numpy as np
from PIL import Image

from netpoverty.publish.pictures import shrink_pictures, shrunk


def drawn():
    figure, ax = plt.subplots(figsize=(5, 3))
    for n in range(5):
        ax.plot(np.sin(np.linspace(0, 6, 50) + n), label=f"line {n}")
    ax.legend()
    out = io.BytesIO()
    figure.savefig(out, dpi=200, transparent=True)
    plt.close(figure)
    return out.getvalue()


def pixels(png):
    return np.asarray(Image.open(io.BytesIO(png)).convert("RGBA")).astype(int)


def test_a_figure_shrinks_and_keeps_ground_and_inks():
    before = drawn()
    after = shrunk(before)
    assert len(after) < 0.75 * len(before)
    old, new = pixels(before), pixels(after)
    assert old.shape == new.shape
    assert ((old[..., 3] == 0) == (new[..., 3] == 0)).mean() > 0.995
    solid = old[..., 3] == 255
    assert np.abs(old[solid] - new[solid]).mean() < 4
    assert (new[solid][:, 3] == 255).mean() > 0.99
    assert shrunk(before) == after


def test_a_picture_that_would_grow_is_left(tmp_path):
    small = io.BytesIO()
    Image.new("L", (2, 2)).save(small, "PNG", optimize=True)
    file = tmp_path / "dot.png"
    file.write_bytes(small.getvalue())
    shrink_pictures(tmp_path)
    assert file.stat().st_size <= len(small.getvalue())
