"""SMTP server in a process of its own: `python -m tests.infra.notices.mail_process FILE`.

Prints its URL. Appends a line to the file for each mail that it accepts: the recipient and the `Message-ID`.
"""

import re
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from subprocess import PIPE
from typing import IO

from aiosmtpd.smtp import SMTP, Envelope, Session

from tests.infra.notices.mail_server import MailBox, mail_server
from tests.processes import program

MESSAGE_ID = re.compile(rb"^Message-ID:\s*<([^@>]+)@", re.MULTILINE | re.IGNORECASE)


@dataclass
class Journal(MailBox):
    """Handler that keeps no content, so that its memory is bounded."""

    file: IO[str] = sys.stdout

    async def handle_DATA(self, _server: SMTP, _session: Session, envelope: Envelope) -> str:  # noqa: N802
        content = envelope.content
        assert isinstance(content, bytes)
        found = MESSAGE_ID.search(content)
        assert found
        self.file.write(f"{envelope.rcpt_tos[0]} {found[1].decode()}\n")
        self.file.flush()
        return self.data


@contextmanager
def mail_process(journal: Path) -> Iterator[str]:
    """Runs the server in a process and yields its URL."""
    command = [sys.executable, "-m", "tests.infra.notices.mail_process", str(journal)]
    with program(command, stdin=PIPE, stdout=PIPE) as process:
        assert process.stdout
        yield process.stdout.readline().strip()


def mails_of(journal: Path) -> list[tuple[str, str]]:
    """Returns recipient and id of the row of each accepted mail, in order."""
    return [(to, row) for to, row in (line.split() for line in journal.read_text().splitlines())]


def main(journal: Path) -> None:
    with journal.open("a") as file, mail_server(Journal(file=file)) as url:
        print(url, flush=True)
        sys.stdin.read()


if __name__ == "__main__":
    main(Path(sys.argv[1]))
