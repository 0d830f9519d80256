"""The library's subscription, one event at a time, over pages of the ledger."""

from collections.abc import Generator, Sequence
from typing import Any

from eventsourcing.persistence import ApplicationRecorder, Notification, Subscription

from efe_infra.ledger.pages import LedgerPages


class LedgerSubscription(Subscription[ApplicationRecorder]):
    """`stop` ends it from any thread; the thread that iterates leaves the context, and with it the connection."""

    def __init__(self, recorder: ApplicationRecorder, pages: LedgerPages, topics: Sequence[str]) -> None:
        super().__init__(recorder, topics=topics)
        self._pages = pages
        self._notifications = self._one_by_one()

    def __next__(self) -> Notification:
        if self._has_been_stopped:
            raise StopIteration
        return next(self._notifications)

    def __exit__(self, *args: object, **kwargs: Any) -> None:
        super().__exit__(*args, **kwargs)
        self._notifications.close()
        self._pages.__exit__()

    def stop(self) -> None:
        super().stop()
        self._pages.stop()

    def _one_by_one(self) -> Generator[Notification]:
        """Other topics are read and passed over, so that the position moves on."""
        for page in self._pages:
            for event in page:
                if not self._topics or event.topic in self._topics:
                    yield Notification(
                        originator_id=event.originator_id,
                        originator_version=event.originator_version,
                        topic=event.topic,
                        state=event.state,
                        id=event.position,
                    )
