"""Runs an archive through Ray: one reader, a pool of workers, one quota. The only module here that knows Ray."""

from __future__ import annotations

import hashlib
import logging
import os
import threading
import time
from collections.abc import Callable, Generator, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from functools import partial
from importlib import import_module
from pathlib import Path
from typing import Any, TypeGuard

from briefkit import errors
from briefkit.budget import BudgetGate
from briefkit.distributed.intake import Given, check_given, parts_of
from briefkit.distributed.output import Output
from briefkit.distributed.quota import Quota
from briefkit.distributed.worker import Briefs, Order, Worker, tally_in
from briefkit.errors import BriefkitError, ConfigurationError, InputError, StoreError
from briefkit.job import Stopped
from briefkit.models import Model
from briefkit.models.endpoints import is_local_only, is_loopback
from briefkit.models.pacing import Limits
from briefkit.schema import Failure, Tally

__all__ = ["SETTINGS", "Distribution", "Options", "Stopped", "brief_files", "connect"]

_LOOK_SECONDS = 0.5
"""Between two looks at how far the reading is."""
_CALLS = 2
"""Parts that a worker works on at once: while the last articles of one arrive, those of the next are asked for."""
SETTINGS = {
    "RAY_USAGE_STATS_ENABLED": "0",
    "RAY_ACCEL_ENV_VAR_OVERRIDE_ON_ZERO": "0",
    "RAY_BACKEND_LOG_LEVEL": "fatal",
}
"""Ray's settings where the user made none: no telemetry, and quiet, since what matters is told by the run itself."""
_INTERRUPTED = "interrupted"
_LOST = "lost"


@dataclass(frozen=True, kw_only=True)
class Options:
    """How a run goes about it."""

    workers: int = 2
    """Processes that brief, on whatever nodes Ray puts them."""
    cpus: float = 0.5
    """Processors that Ray keeps for each worker; most of the time it waits for answers."""
    concurrency: int = 16
    """Articles in flight in each worker."""
    part: int = 64
    """Articles of a part: what goes to a worker at a time, makes a file, and is begun again with a lost worker."""
    limit: int | None = None
    """Most articles to be begun, None: all."""
    limits: Limits | None = None
    """What all workers together may send. None: where the address is each node's own, each worker finds its pace."""
    budget_tokens: int | None = None
    """Most tokens that the run may use."""
    budget_usd: float | None = None
    """Most US dollars that the run may cost."""
    grace: float = 10.0
    """Seconds for what is in flight to arrive, once a stop is asked for."""


def brief_files(
    source: str | Path,
    out: str | Path,
    *,
    briefer: Callable[[], Briefs],
    options: Options | None = None,
    on_tally: Callable[[Tally], None] | None = None,
    **ways: Any,
) -> Tally:
    """Brief every article of an archive on a Ray cluster, and return the counts.

    `briefer` makes the briefer of each worker, as `functools.partial(Briefer, "gpt-5-mini")` does; its key comes from
    the worker's environment. `source` is what `open_archive` reads, and `ways` what else it takes; or, as `out`, the
    address of a file or folder in an object store. What `out` holds from earlier runs is not made again. Ray is
    started on this machine unless it is running or `RAY_ADDRESS` names a cluster.

    Raises:
        Stopped: when the run ended before its input did, with the reason.
        ConfigurationError: when Ray or the model cannot be used.
        StoreError: when another run writes to the same output, or the output cannot be used.

    """
    run = Distribution(source, out, briefer=briefer, options=options, on_tally=on_tally, **ways)
    return run.run()


class Distribution:
    """One run over an archive. To be used once."""

    def __init__(
        self,
        source: str | Path,
        out: str | Path,
        *,
        briefer: Callable[[], Briefs],
        options: Options | None = None,
        on_tally: Callable[[Tally], None] | None = None,
        **ways: Any,
    ) -> None:
        _refuse_key(briefer)
        self.tally = Tally()
        self._briefer = briefer
        self._options = options or Options()
        self._given = Given(source=str(source), ways=ways, part=self._options.part, limit=self._options.limit)
        self._out = str(out)
        self._on_tally: Callable[[Tally], None] = on_tally or (lambda tally: None)
        self._stop = threading.Event()

    def stop(self) -> None:
        """Begin no more articles; what is in flight has the grace time to arrive. From any thread or signal."""
        self._stop.set()

    def run(self) -> Tally:
        """Run to the end and return the counts.

        Raises:
            Stopped: when the run ended before its input did, with the reason.

        """
        check_given(self._given)
        ray = connect()
        _refuse_to_send(ray, self._out)
        job = self._briefer().job()
        order = self._order(job.model, job.setup_sha256)
        output = Output(self._out, job.setup_sha256)
        output.prepare()
        with self._quota(ray) as quota, self._overseen(ray, quota):
            try:
                for part in self._parts(ray, quota, order, output):
                    self._tell(self.tally + part)
                return self._ended(ray, quota)
            except ray.exceptions.RayError as error:
                raise Stopped(_Lost(str(error))) from None

    def _order(self, model: Model, setup_sha256: str) -> Order:
        options = self._options
        if options.budget_tokens is not None or options.budget_usd is not None:
            BudgetGate(
                model=model.name, host=model.host, usd=options.budget_usd
            )  # says so where there is no price
        return Order(
            briefer=self._briefer,
            out=self._out if "://" in self._out else str(Path(self._out).absolute()),
            setup_sha256=setup_sha256,
            concurrency=options.concurrency,
            grace=options.grace,
            shares_pace=options.limits is not None or not is_loopback(model.host),
            tokens=options.budget_tokens,
            usd=options.budget_usd,
        )

    @contextmanager
    def _quota(self, ray: Any) -> Generator[Any]:
        """Give the run's quota, on this node; its name keeps a second run away from the same output."""
        options, place = self._options, hashlib.sha256(self._out.encode()).hexdigest()[:16]
        here = ray.util.scheduling_strategies.NodeAffinitySchedulingStrategy(
            ray.get_runtime_context().get_node_id(), soft=False
        )
        made = ray.remote(Quota).options(
            name=f"briefkit {place}", namespace="briefkit", num_cpus=0, scheduling_strategy=here
        )
        try:
            quota = made.remote(
                limits=options.limits,
                tokens=options.budget_tokens,
                usd=options.budget_usd,
                workers=options.workers,
            )
        except ValueError:
            raise StoreError(
                f"another run on this cluster writes to {self._out!r}.", hint="Wait for its end, or stop it."
            ) from None
        try:
            yield quota
        finally:
            ray.kill(quota)

    @contextmanager
    def _overseen(self, ray: Any, quota: Any) -> Generator[None]:
        """Look now and then how far the reading is, and hand on a stop that was asked for."""
        over = threading.Event()

        def oversee() -> None:
            with suppress(ray.exceptions.RayError):
                told = False
                while not over.wait(_LOOK_SECONDS):
                    if self._stop.is_set() and not told:
                        told = True
                        ray.get(
                            quota.stop.remote(Failure(code=_INTERRUPTED, message="the run was interrupted."))
                        )
                    self._count(ray.get(quota.reading.remote()))

        self._began = time.monotonic()
        self._lock = threading.Lock()
        thread = threading.Thread(target=oversee, name="briefkit-oversee", daemon=True)
        thread.start()
        try:
            yield
        finally:
            over.set()
            thread.join()

    def _count(self, reading: Any) -> None:
        with self._lock:
            known = replace(self.tally, read=reading.read, skipped=reading.skipped)
            self.tally = replace(known, in_flight=_out(known), seconds=time.monotonic() - self._began)
            self._on_tally(self.tally)

    def _tell(self, tally: Tally) -> None:
        with self._lock:
            self.tally = replace(tally, read=self.tally.read, skipped=self.tally.skipped)

    def _parts(self, ray: Any, quota: Any, order: Order, output: Output) -> Iterator[Tally]:
        """Yield the counts of each part as it is done."""
        data = ray.data
        context = data.DataContext.get_current().copy()
        context.target_max_block_size = 1  # a row is a part, and a block is a row
        context.enable_progress_bars = False
        context.max_errored_blocks = -1  # a part that fails in a way nobody foresaw is left, the run goes on
        with data.DataContext.current(context):
            read = partial(_read, ray, quota, self._given, output, output.files())
            node = ray.get_runtime_context().get_node_id()
            parts = data.read_datasource(
                _source(data, read),
                override_num_blocks=1,
                num_cpus=0,
                resources={_resource_of(ray, node): 0.001},
            )
            results = parts.map_batches(
                _pool_member(),
                fn_constructor_args=[order, quota],
                batch_size=1,
                batch_format="pyarrow",
                compute=data.ActorPoolStrategy(
                    min_size=1,
                    initial_size=self._options.workers,
                    max_size=self._options.workers,
                    max_tasks_in_flight_per_actor=2 * _CALLS,
                    max_concurrent_calls_per_actor=_CALLS,
                ),
                num_cpus=self._options.cpus,
            )
            for table in results.iter_batches(batch_size=None, batch_format="pyarrow", prefetch_batches=0):
                yield tally_in(table)

    def _ended(self, ray: Any, quota: Any) -> Tally:
        """Return the counts of a run that came to its end; raise what ended it before."""
        reading = ray.get(quota.reading.remote())
        self._count(reading)
        self.tally = replace(self.tally.plus(left=_out(self.tally)), in_flight=0)
        reason: Failure | None = ray.get(quota.watch.remote("driver"))
        if reason is not None:
            raise Stopped(None if reason.code == _INTERRUPTED else _error_of(reason))
        if not reading.finished:
            raise Stopped(_Lost("the input was not read to its end."))
        return self.tally


def connect() -> Any:
    """Return Ray, started on this machine or connected to the cluster that `RAY_ADDRESS` names.

    Raises:
        ConfigurationError: when it is not installed, or there is no such cluster.

    """
    for name, value in SETTINGS.items():
        os.environ.setdefault(name, value)
    try:
        ray = import_module("ray")
        import_module("ray.data")
    except ImportError:
        raise ConfigurationError("Ray is not installed.", hint='Run: pip install "briefkit[ray]"') from None
    if not ray.is_initialized():
        try:
            ray.init(log_to_driver=False, logging_level=logging.ERROR, include_dashboard=False)
        except (ConnectionError, ValueError, RuntimeError) as error:
            raise ConfigurationError(f"Ray cannot be used: {error}.", hint="See to RAY_ADDRESS.") from None
        logging.getLogger("ray.data").setLevel(logging.ERROR)
    return ray


def _read(ray: Any, quota: Any, given: Given, output: Output, done: list[str]) -> Iterator[Any]:
    """Yield the parts; what breaks while the input is read stops the run."""
    try:
        yield from parts_of(given, output, done, lambda reading: ray.get(quota.note_reading.remote(reading)))
    except BriefkitError as error:
        ray.get(quota.stop.remote(Failure.of(error)))
    except Exception as error:
        broken = InputError(f"{given.source} cannot be read on: {error}.", hint="Mend it or leave it out.")
        ray.get(quota.stop.remote(Failure.of(broken)))


def _source(data: Any, read: Callable[[], Iterator[Any]]) -> Any:
    """Return what Ray Data reads: one task, which yields one block after the other."""

    class Parts(data.Datasource):  # type: ignore[misc]
        def estimate_inmemory_data_size(self) -> int | None:
            return None

        def get_read_tasks(self, parallelism: int, *_: Any, **__: Any) -> list[Any]:
            facts = data.block.BlockMetadata(
                num_rows=None, size_bytes=None, input_files=None, exec_stats=None
            )
            return [data.ReadTask(read, facts)]

    return Parts()


def _pool_member() -> type:
    """Return the class of which Ray Data makes its pool; it is sent by value, so nothing of it is kept here."""

    class BriefWorker:
        def __init__(self, order: Order, quota: Any) -> None:
            ray: Any = import_module("ray")

            async def ask(method: str, *words: Any) -> Any:
                return await getattr(quota, method).remote(*words)

            self._worker = Worker(order, ask, name=ray.get_runtime_context().get_actor_id())

        async def __call__(self, part: Any) -> Any:
            return await self._worker.work(part)

    return BriefWorker


def _resource_of(ray: Any, node_id: str) -> str:
    """Return the resource that only this node has, so that what is read from it is read here."""
    address = next(node["NodeManagerAddress"] for node in ray.nodes() if node["NodeID"] == node_id)
    return f"node:{address}"


def _out(tally: Tally) -> int:
    """Return how many records were handed out and have not come back."""
    return max(0, tally.read - tally.skipped - tally.done - tally.unreadable - tally.left)


def _refuse_to_send(ray: Any, out: str) -> None:
    """Keep copy under embargo on this machine.

    Raises:
        ConfigurationError: when that is wanted, and other nodes or the output's address would get it.

    """
    nodes = sum(node["Alive"] for node in ray.nodes())
    if is_local_only(os.environ) and (nodes > 1 or "://" in out):
        where = f"the cluster has {nodes} machines" if nodes > 1 else f"{out} is not this machine"
        raise ConfigurationError(
            f"{where}, and nothing may be sent anywhere else.",
            hint="Unset RAY_ADDRESS and give a folder, or leave out --local-only (BRIEFKIT_LOCAL_ONLY).",
        )


def _refuse_key(briefer: Callable[[], Briefs]) -> None:
    if getattr(briefer, "keywords", {}).get("api_key"):
        raise ConfigurationError(
            "an API key is not sent to workers: what Ray is sent can be seen in its logs and dashboard.",
            hint="Set BRIEFKIT_API_KEY in the environment of every node, and leave api_key out.",
        )


class _Lost(BriefkitError):
    """Say that Ray failed, beyond what it makes up for itself."""

    code = _LOST

    def __init__(self, said: str) -> None:
        first = said.strip().partition("\n")[0][:300]
        super().__init__(f"Ray gave up: {first}", hint="The same command goes on where it stopped.")


def _error_of(reason: Failure) -> BriefkitError:
    """Return a failure as the error that it was."""
    kinds = {kind.code: kind for kind in vars(errors).values() if _is_error(kind)}
    return kinds.get(reason.code, BriefkitError)(reason.message, hint=reason.hint)


def _is_error(kind: object) -> TypeGuard[type[BriefkitError]]:
    return isinstance(kind, type) and issubclass(kind, BriefkitError)
