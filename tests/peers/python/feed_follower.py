"""Application that follows the feed of an Instance: keeps each event in a file, and goes on after the last one.

Usage: feed_follower.py URL TOKEN FILE. It prints the id of each new event, and never ends by itself.
"""

import json
import sys
import time
from pathlib import Path
from urllib.error import HTTPError
from urllib.parse import urljoin
from urllib.request import Request, urlopen

from cloudevents.core.formats.json import JSONFormat
from cloudevents.core.v1.event import CloudEvent


def last_position(kept: Path) -> str:
    lines = kept.read_text(encoding="utf-8").splitlines() if kept.exists() else []
    whole = [line for line in lines if line.endswith("}")]
    kept.write_text("".join(f"{line}\n" for line in whole), encoding="utf-8")  # a killed process cuts its last line
    return str(json.loads(whole[-1])["position"]) if whole else "0"


def follow(url: str, token: str, kept: Path) -> None:
    address = f"{url}/flux/liege/cloudevents?after={last_position(kept)}"
    while True:
        try:
            with urlopen(Request(address, headers={"Authorization": f"Bearer {token}"}), timeout=15) as response:
                batch, headers = json.load(response), response.headers
        except HTTPError as refused:
            print("refused", refused.code, flush=True)
            return
        with kept.open("a", encoding="utf-8") as file:
            for each in batch:
                event = JSONFormat().read(CloudEvent, json.dumps(each))
                file.write(f"{json.dumps(each)}\n")
                file.flush()
                print(event.get_id(), flush=True)
        address = urljoin(address, headers["Link"].partition("<")[2].partition(">")[0])
        if headers["Retry-After"]:
            time.sleep(min(float(headers["Retry-After"]), 0.1))


follow(sys.argv[1], sys.argv[2], Path(sys.argv[3]))
