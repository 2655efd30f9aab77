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
import queue
import select
import subprocess
import sys
import threading
import time
import uuid
from contextlib import suppress
from functools import cache
from multiprocessing import spawn
from pathlib import Path
from typing import Any

from jupyter_client import AsyncKernelClient, AsyncKernelManager
from jupyter_client.provisioning import LocalProvisioner
from traitlets import DottedObjectName, Float

from ..chapter.display import LONGEST

IMPORTED_BEFORE = (
    "ipykernel.kernelapp",
    "ipykernel.debugger",
    "IPython.core.completerlib",
    "IPython.extensions.storemagic",
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
# Seconds for a kernel to end by itself: a thread of a notebook may never do so.
GRACE = 2
INLINE = "module://matplotlib_inline.backend_inline"


def kernel_manager(pictures: Path, dpi: int | None = None) -> type[EndingKernelManager]:
    """Return the kernel manager for this system: forking on Linux, Jupyter's own elsewhere.

    `pictures` is the folder where a forked kernel leaves its figures, of a resolution of `dpi` if
    it is given. The environment of the forking process is the caller's at its first kernel: set the
    number of threads and the hash seed before.
    """
    if sys.platform != "linux":
        return type("KernelManager", (EndingKernelManager,), {"started": []})
    own = {"pictures": pictures, "dpi": dpi, "started": []}
    return type("ForkingKernelManager", (ForkingKernelManager,), own)


class ForkingProvisioner(LocalProvisioner):
    """Jupyter's local kernel, started as a fork instead of a new interpreter."""

    async def launch_kernel(self, cmd: list[str], **kwargs: Any) -> dict:
        """Start the kernel whose command line Jupyter would have run."""
        arguments = cmd[cmd.index("-f") :]
        started = _forks().Process(
            target=_serve,
            args=(
                arguments,
                dict(kwargs["env"]),
                os.fspath(kwargs["cwd"]),
                _fresh_path(),
                self.parent.pictures,
                self.parent.dpi,
                os.getpid(),
            ),
        )
        _start(started)
        self.process = _AsPopen(started)
        self.pid = started.pid
        return self.connection_info


class PromptClient(AsyncKernelClient):
    """Jupyter's client, which starts when the kernel is idle.

    Jupyter's own waits until nothing was heard for a fifth of a second.
    """

    async def wait_for_ready(self, timeout: float | None = None) -> None:
        """Return when the kernel has told what it is, and nothing of that is left to be read."""
        end = time.monotonic() + (timeout or float("inf"))
        while time.monotonic() < end:
            asked = self.kernel_info()
            with suppress(queue.Empty):
                reply = await self.get_shell_msg(timeout=1)
                if reply["msg_type"] == "kernel_info_reply":
                    await self._until_idle(asked)
                    self._handle_kernel_info_reply(reply)
                    return
            if not await self.parent.is_alive():
                raise RuntimeError("Kernel died before replying to kernel_info")
        raise RuntimeError(f"Kernel didn't respond in {timeout} seconds")

    async def _until_idle(self, asked: str) -> None:
        """Read what was published until the kernel is done with what it was asked."""
        idle = False
        while not idle:
            told = await self.get_iopub_msg(timeout=1)
            mine = told["parent_header"].get("msg_id") == asked
            idle = mine and told["content"].get("execution_state") == "idle"


class EndingKernelManager(AsyncKernelManager):
    """Jupyter's kernel manager, whose kernels can be ended at once from outside."""

    started: list[EndingKernelManager]

    async def _async_launch_kernel(self, *args: Any, **options: Any) -> None:
        await super()._async_launch_kernel(*args, **options)
        self._process = self.provisioner.process
        self.started.append(self)

    @classmethod
    def end(cls) -> None:
        """End every kernel that is still there, without waiting for what it does."""
        while cls.started:
            manager = cls.started.pop()
            if manager._process.poll() is None:
                manager._process.kill()
                manager._process.wait()
            manager.cleanup_connection_file()


class ForkingKernelManager(EndingKernelManager):
    """Jupyter's kernel manager, whose kernels are forks."""

    client_class = DottedObjectName(f"{__name__}.PromptClient")
    pictures: Path
    dpi: int | None
    # A kernel ends when its figures are drawn; one that hangs is ended all the same.
    shutdown_wait_time = Float(30 * LONGEST)

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


def _serve(
    arguments: list[str],
    environment: dict[str, str],
    folder: str,
    path: list[str],
    pictures: Path,
    dpi: int | None,
    caller: int,
) -> None:
    """Be a kernel: runs in the fork, until the manager shuts it down or its caller is gone."""
    import matplotlib
    from ipykernel.kernelapp import IPKernelApp

    from ..chapter import display, figures

    display.beside = display.Beside(pictures)
    figures.DPI = dpi or figures.DPI
    # Jupyter watches the parent of a kernel, which here is the process that forks all of them.
    threading.Thread(target=_end_with, args=(caller,), daemon=True).start()
    # numpy's global state is the same in every fork: a page must not depend on which kernels ran
    # before it. Our own draws all take a seeded generator.
    # What was imported before stays: the collector need not walk through it again and again.
    gc.freeze()
    os.environ.update(environment | {"JPY_PARENT_PID": str(os.getppid())})
    os.chdir(folder)
    sys.path[:] = path
    matplotlib.rcParams["backend"] = INLINE
    IPKernelApp.launch_instance(argv=arguments, kernel_class=_patient_kernel())


def _end_with(caller: int) -> None:
    """End this process when the caller's has ended."""
    try:
        watched = os.pidfd_open(caller)
    except ProcessLookupError:
        os._exit(1)
    except OSError:  # a system that cannot tell: nobody is watched
        return
    select.select([watched], [], [])
    os._exit(1)


def _patient_kernel() -> type:
    from ipykernel.ipkernel import IPythonKernel

    from ..chapter import display

    class PatientKernel(IPythonKernel):
        """Jupyter's Python kernel, which ends when its figures are drawn, whatever else goes on."""

        def do_shutdown(self, restart):
            display.beside.wait()
            last = threading.Timer(GRACE, os._exit, (0,))
            last.daemon = True
            last.start()
            return super().do_shutdown(restart)

    return PatientKernel
