"""Subscription of the eventsourcing library on top of ledger pages."""

from collections.abc import Generator, Sequence
from typing import Any

from eventsourcing.persistence import ApplicationRecorder, Notification, Subscription

from efe_infra.ledger.pages import LedgerPages


class LedgerSubscription(Subscription[ApplicationRecorder]):
    """Subscription that yields one event at a time.

    Any thread may call `stop`. The iterating thread closes the connection when it leaves the context.
    """

    def __init__(self, recorder: ApplicationRecorder, pages: LedgerPages, topics: Sequence[str]) -> None:
        super().__init__(recorder, topics=topics)
        self._pages = pages
        self._notifications = self._matching_events()

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

    def _matching_events(self) -> Generator[Notification]:
        """Yields events of the subscribed topics. Reads events of other topics too, so that the position advances."""
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
