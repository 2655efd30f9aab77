"""Running a page through papermill, with nothing of the machine left in the result."""

from __future__ import annotations

import copy
import logging
import os
import re
import tempfile
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ..errors import InputError
from .drawing import Drawing
from .project import Page, code_cells, source_of, tags

Report = Callable[[int, int], None]
ANSI = re.compile(r"\x1b\[[0-9;]*m")
# One thread a kernel: two kernels run side by side, and sums come out the same everywhere.
KERNEL_ENVIRONMENT = {
    "OMP_NUM_THREADS": "1",
    "OPENBLAS_NUM_THREADS": "1",
    "MKL_NUM_THREADS": "1",
    "PYTHONHASHSEED": "0",
    # The debugger, which no run uses, says at its import that it is not ready.
    "PYDEVD_DISABLE_FILE_VALIDATION": "1",
}


class CellFailed(InputError):
    """A cell that raised: says chapter, cell and error; `notebook` is what ran so far."""

    def __init__(self, page: str, number: int, source: str, error: str, notebook: dict):
        first = source.strip().splitlines()[0] if source.strip() else ""
        super().__init__(f"{page}: code cell {number} (`{first}`) failed: {error}")
        self.notebook = notebook


@dataclass(frozen=True)
class Executed:
    """An executed notebook and how long it took."""

    notebook: dict
    seconds: float


def execute(
    page: Page,
    parameters: Mapping[str, Any],
    folder: Path,
    report: Report,
    dpi: int | None = None,
) -> Executed:
    """Run a page with parameters and return it executed, stripped of times and paths.

    `folder` is where relative paths start; `report(done, total)` is called after every cell; `dpi`
    is the resolution of figures in kernels that are forked, by default the book's.
    Raises CellFailed with the partial notebook.
    """
    import nbformat
    import papermill

    from .kernels import kernel_manager

    _prepare()
    started = time.perf_counter()
    source = nbformat.from_dict(_without_outputs(page.notebook))
    total = sum(1 for _ in code_cells(source))
    # A run that is broken off may leave a fork that still writes while the folder is removed.
    scratch_folder = tempfile.TemporaryDirectory(ignore_cleanup_errors=True)
    with scratch_folder as scratch, Drawing(Path(scratch)) as drawing:
        partial = Path(scratch) / "partial.ipynb"

        def done(count: int, cell: dict) -> None:
            drawing.begin(cell)
            report(min(count, total), total)

        manager = kernel_manager(Path(scratch), dpi)
        try:
            executed = papermill.execute_notebook(
                source,
                str(partial),
                parameters=dict(parameters),
                engine_name="netpoverty",
                kernel_name="python3",
                progress_bar=False,
                # Saving after every cell takes longer than most cells; a failed run is saved still.
                request_save_on_cell_execute=False,
                done=done,
                resources={"metadata": {"path": str(folder)}},
                extra_arguments=["--log-level=CRITICAL"],
                kernel_manager_class=manager,
            )
        except papermill.PapermillExecutionError as error:
            raise _failure(page, partial, error, drawing) from None
        finally:
            manager.end()  # it has ended, but where the run was broken off while it did
        notebook = strip(executed)
        failed = drawing.finish(notebook)
    for number, told in failed:
        cell = notebook["cells"][number]
        place = _own_cells(notebook).index(cell) + 1
        raise CellFailed(page.name, place, source_of(cell), told, notebook)
    return Executed(notebook, time.perf_counter() - started)


def strip(notebook: Mapping[str, Any]) -> dict:
    """Return a copy without what a run adds: times, paths, error marks."""
    clean = copy.deepcopy(dict(notebook))
    clean["metadata"].pop("papermill", None)
    clean["cells"] = [c for c in clean["cells"] if "papermill-error-cell-tag" not in tags(c)]
    for cell in clean["cells"]:
        for name in ("papermill", "execution"):
            cell["metadata"].pop(name, None)
    return clean


def _failure(page: Page, partial: Path, error: Any, drawing: Drawing) -> CellFailed:
    import nbformat

    notebook = strip(nbformat.read(partial, as_version=4))
    drawing.finish(notebook)  # a figure that cannot be drawn does not hide what failed
    own = enumerate(_own_cells(notebook), start=1)
    number = next((n for n, cell in own if source_of(cell) == error.source), 0)
    told = f"{error.ename}: {ANSI.sub('', str(error.evalue))}"
    return CellFailed(page.name, number, error.source, told, notebook)


def _own_cells(notebook: dict) -> list[dict]:
    """Return the code cells as the page has them, without the one that a run adds."""
    return [cell for cell in code_cells(notebook) if "injected-parameters" not in tags(cell)]


def _without_outputs(notebook: dict) -> dict:
    bare = copy.deepcopy(notebook)
    for cell in code_cells(bare):
        cell["outputs"], cell["execution_count"] = [], None
    return bare


def _prepare() -> None:
    """Register the engine, set what kernels inherit, build the font cache.

    The environment stays set: two runs share this process, and neither may take it from the
    other. The first use of the font cache prints a notice, which would be an output.
    """
    import matplotlib.font_manager  # noqa: F401
    from papermill.engines import papermill_engines

    os.environ.update(KERNEL_ENVIRONMENT)
    papermill_engines.register("netpoverty", _engine())


def _engine() -> type:
    from papermill.clientwrap import PapermillNotebookClient
    from papermill.engines import Engine

    class Client(PapermillNotebookClient):
        """papermill's client, which ends the kernel of a run that is broken off.

        A kernel that is asked to end waits for its figures; nobody wants them then.
        """

        def papermill_execute_cells(self):
            try:
                super().papermill_execute_cells()
            except BaseException:
                self.kernel_manager_class.end()
                raise

    class ReportingEngine(Engine):
        """papermill's own engine, which also tells which cells are done."""

        @classmethod
        def execute_managed_notebook(
            cls,
            nb_man,
            kernel_name,
            *,
            done,
            start_timeout,
            resources,
            extra_arguments,
            kernel_manager_class,
            **_unused,
        ):
            complete = nb_man.cell_complete
            number = 0

            def count(cell, *args, **kwargs):
                nonlocal number
                complete(cell, *args, **kwargs)
                if cell.cell_type == "code":
                    number += 1
                    done(number, cell)

            nb_man.cell_complete = count
            client = Client(
                nb_man,
                kernel_name=kernel_name,
                startup_timeout=start_timeout,
                timeout=None,
                log=logging.getLogger("papermill"),
                resources=resources,
                extra_arguments=extra_arguments,
                kernel_manager_class=kernel_manager_class,
            )
            return client.execute()

    return ReportingEngine
