"""Kernels that start with the book's imports already done.

A kernel spends most of a short run on imports. On Linux, one process imports everything once
and forks a kernel for each run; elsewhere kernels start as Jupyter starts them. What a
notebook computes is the same either way: before the fork, nothing has happened but imports and
the reading of the registry, which is read again where a file of it has changed.
"""

from __future__ import annotations

import gc
import json
import multiprocessing
import os
import subprocess
import sys
import threading
import uuid
from functools import cache
from multiprocessing import spawn
from typing import Any

from jupyter_client import AsyncKernelManager
from jupyter_client.provisioning import LocalProvisioner

IMPORTED_BEFORE = (
    "ipykernel.kernelapp",
    "matplotlib.pyplot",
    "seaborn",
    "scipy.stats",
    "statsmodels.api",
    "linearmodels",
    "pyarrow.parquet",
    "pandera.pandas",
    "pandera.backends.pandas.builtin_checks",
    "matplotlib.backends.backend_agg",
    "PIL.PngImagePlugin",
    "altair",
    "netpoverty.publish.preloaded",
    "netpoverty.chapter",
    "netpoverty.chapter.household_tables",
    "netpoverty.chapter.household_estimators",
    "netpoverty.chapter.household_future",
    "netpoverty.ledger",
    "netpoverty.data.real",
    "netpoverty.data.simulated",
    "netpoverty.policy",
    "netpoverty.poverty",
    "netpoverty.models.binary",
    "netpoverty.models.cointegration",
    "netpoverty.models.comparisons",
    "netpoverty.models.few_clusters",
    "netpoverty.models.matching",
    "netpoverty.models.mediation",
    "netpoverty.models.panel",
    "netpoverty.models.spurious",
    "netpoverty.models.unit_roots",
    "netpoverty.models.var",
)
_STARTING = threading.Lock()
INLINE = "module://matplotlib_inline.backend_inline"


def kernel_manager() -> type[AsyncKernelManager]:
    """Return the kernel manager for this system: forking on Linux, Jupyter's own elsewhere.

    The environment of the forking process is the caller's at its first kernel: set the number
    of threads and the hash seed before.
    """
    return ForkingKernelManager if sys.platform == "linux" else AsyncKernelManager


class ForkingProvisioner(LocalProvisioner):
    """Jupyter's local kernel, started as a fork instead of a new interpreter."""

    async def launch_kernel(self, cmd: list[str], **kwargs: Any) -> dict:
        """Start the kernel whose command line Jupyter would have run."""
        arguments = cmd[cmd.index("-f") :]
        started = _forks().Process(
            target=_serve,
            args=(arguments, dict(kwargs["env"]), os.fspath(kwargs["cwd"]), _fresh_path()),
        )
        _start(started)
        self.process = _AsPopen(started)
        self.pid = started.pid
        return self.connection_info


class ForkingKernelManager(AsyncKernelManager):
    """Jupyter's kernel manager, whose kernels are forks."""

    async def _async_pre_start_kernel(self, **options: Any) -> Any:
        if self.provisioner is None:
            self.kernel_id = self.kernel_id or str(uuid.uuid4())
            self.provisioner = ForkingProvisioner(
                kernel_id=self.kernel_id, kernel_spec=self.kernel_spec, parent=self
            )
        return await super()._async_pre_start_kernel(**options)


class _AsPopen:
    """A forked process behind the few methods of `subprocess.Popen` that Jupyter calls."""

    stdin = stdout = stderr = None

    def __init__(self, process: multiprocessing.process.BaseProcess):
        self._process = process
        self.pid = process.pid

    def poll(self) -> int | None:
        return self._process.exitcode

    def wait(self) -> int | None:
        self._process.join()
        return self._process.exitcode

    def send_signal(self, number: int) -> None:
        if self._process.exitcode is None:
            os.kill(self.pid, number)

    def terminate(self) -> None:
        self._process.terminate()

    def kill(self) -> None:
        self._process.kill()


def _start(process: multiprocessing.process.BaseProcess) -> None:
    """Start a process that does not run its caller's main module again.

    A kernel needs nothing of it; a script without a guard, or typed at a prompt, could not
    even be run again.
    """
    with _STARTING:
        whole = spawn.get_preparation_data
        spawn.get_preparation_data = lambda name: {
            key: value for key, value in whole(name).items() if not key.startswith("init_main")
        }
        try:
            process.start()
        finally:
            spawn.get_preparation_data = whole


@cache
def _forks() -> Any:
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(list(IMPORTED_BEFORE))
    return context


@cache
def _fresh_path() -> list[str]:
    """Return where a new interpreter looks for modules: a fork inherits its caller's places."""
    ask = [sys.executable, "-c", "import json, sys; print(json.dumps(sys.path[1:]))"]
    return json.loads(subprocess.run(ask, capture_output=True, check=True).stdout)


def _serve(arguments: list[str], environment: dict[str, str], folder: str, path: list[str]) -> None:
    """Be a kernel: runs in the fork, until the manager shuts it down."""
    import matplotlib
    from ipykernel.kernelapp import IPKernelApp

    from ..chapter import interactive

    interactive.drawn_by_caller = True

    # What was imported before stays: the collector need not walk through it again and again.
    gc.freeze()
    os.environ.update(environment | {"JPY_PARENT_PID": str(os.getppid())})
    os.chdir(folder)
    sys.path[:] = path
    matplotlib.rcParams["backend"] = INLINE
    IPKernelApp.launch_instance(argv=arguments)
