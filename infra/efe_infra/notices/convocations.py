"""Papers of convocations for mails: an event loop of its own reads them, and equal readers share one compilation."""

from collections import OrderedDict
from collections.abc import Callable
from contextlib import ExitStack
from hashlib import sha256
from time import monotonic
from types import TracebackType
from typing import Final, NamedTuple, Self
from uuid import UUID

import anyio
import msgspec
import structlog
from anyio.from_thread import BlockingPortal, start_blocking_portal
from starlette.applications import Starlette
from starlette.exceptions import HTTPException

from efe_domain.shared.messages import Language
from efe_infra.notices.mail_papers import MeetingVersion, PaperAnswer, PaperOutcome
from efe_infra.papers.account_reader import AccountReader
from efe_infra.papers.compiling.charge import Payer
from efe_infra.papers.compiling.compile import CompiledPaper, PaperRefused, compile_measured, typst_version
from efe_infra.papers.compiling.queue import CompileQueue
from efe_infra.papers.issue import IssuedPaper, PaperUnknown, issue
from efe_infra.papers.kinds import convocation
from efe_infra.papers.person_reader import person_reader

log = structlog.stdlib.get_logger()

PAYER: Final = Payer("efe notices")
TIMEOUT_S: Final = 15.0
"""Time for one paper. The failures of a minute take less than the lease of the leader."""
MOMENT_S: Final = 60.0
"""Time for which the papers of one version of a meeting are read at one position, so that equal readers get equal
bytes; also the time after which a paper that failed is tried again."""
MAX_PAPERS: Final = 16
MAX_FAILURES: Final = 3
"""Failures of a minute after which mails go without a paper: rows that are claimed together wait for all of them."""
NOT_FOUND: Final = frozenset({400, 403, 404})


class CompileKey(NamedTuple):
    """Input of one compilation, by its hash."""

    template: str
    evidence: bytes
    timestamp: int


class EvidencePosition(msgspec.Struct, frozen=True):
    position: int


class MailedConvocations:
    """Source of convocations in a thread of its own, which `app` answers; it starts at the first one.

    A failure is remembered for a minute: a thousand mails of one meeting do not fail a thousand times.
    """

    def __init__(self, app: Callable[[], Starlette], origin: str | None, *, timeout_s: float = TIMEOUT_S) -> None:
        self._app = app
        self._origin = origin
        self._timeout_s = timeout_s
        self._queue = CompileQueue()
        self._papers: OrderedDict[CompileKey, CompiledPaper] = OrderedDict()
        self._moments: dict[MeetingVersion, tuple[int, float]] = {}
        self._failures: dict[tuple[MeetingVersion, Language], float] = {}
        self._open = ExitStack()
        self._running: tuple[BlockingPortal, Starlette] | None = None
        self.compiled = 0

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._running = None
        self._open.close()

    def paper_of(self, meeting: MeetingVersion, person: UUID, language: Language) -> PaperAnswer:
        """Returns the paper; without the extra `papers`, or after a failure, none."""
        now = monotonic()
        self._forget(now)
        if (meeting, language) in self._failures or len(self._failures) >= MAX_FAILURES:
            return PaperAnswer(outcome=PaperOutcome.FAILED)
        try:
            typst_version()
            return PaperAnswer(self._issued(meeting, person, language, now).pdf)
        except PaperUnknown:
            return PaperAnswer(outcome=PaperOutcome.HIDDEN)
        except HTTPException as refused:
            if refused.status_code in NOT_FOUND:
                return PaperAnswer(outcome=PaperOutcome.HIDDEN)
            log.warning("convocation not printed", meeting=meeting.meeting, reason=type(refused).__name__)
        except (PaperRefused, TimeoutError) as failure:
            log.warning("convocation not printed", meeting=meeting.meeting, reason=type(failure).__name__)
        except Exception:
            log.exception("convocation not printed", meeting=meeting.meeting)
        self._failures[meeting, language] = now
        return PaperAnswer(outcome=PaperOutcome.FAILED)

    def _issued(self, meeting: MeetingVersion, person: UUID, language: Language, now: float) -> IssuedPaper:
        portal, app = self._running or self._start()
        position = self._moments[meeting][0] if meeting in self._moments else None
        reader = person_reader(app, person, language, position)
        issued = portal.call(self._issue, meeting.meeting.partition(":")[2], reader)
        if position is None:
            self._moments[meeting] = msgspec.json.decode(issued.evidence, type=EvidencePosition).position, now
        return issued

    async def _issue(self, key: str, reader: AccountReader) -> IssuedPaper:
        with anyio.fail_after(self._timeout_s):
            return await issue(
                convocation.PAPER,
                key,
                reader,
                origin=self._origin,
                payer=PAYER,
                queue=self._queue,
                compiler=self._compile,
            )

    def _compile(self, template: str, evidence: bytes, timestamp: int) -> CompiledPaper:
        """Returns the PDF of this evidence, compiled once."""
        key = CompileKey(template, sha256(evidence).digest(), timestamp)
        if key not in self._papers:
            self._papers[key] = compile_measured(template, evidence, timestamp)
            self.compiled += 1
        while len(self._papers) > MAX_PAPERS:
            self._papers.popitem(last=False)
        self._papers.move_to_end(key)
        return self._papers[key]

    def _start(self) -> tuple[BlockingPortal, Starlette]:
        app = self._app()
        portal = self._open.enter_context(start_blocking_portal())
        self._open.enter_context(portal.wrap_async_context_manager(app.router.lifespan_context(app)))
        self._running = portal, app
        return self._running

    def _forget(self, now: float) -> None:
        """Forgets moments and failures of a minute ago."""
        self._moments = {key: each for key, each in self._moments.items() if now - each[1] < MOMENT_S}
        self._failures = {key: each for key, each in self._failures.items() if now - each < MOMENT_S}
