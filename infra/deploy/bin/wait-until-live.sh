#!/bin/sh
# Waits until the process of EFE_HOST and EFE_PORT listens, for two minutes at most.
set -eu
exec /opt/efe/bin/python - <<'END'
import os, time, urllib.request

end, url = time.monotonic() + 120, f"http://{os.environ['EFE_HOST']}:{os.environ['EFE_PORT']}/health/live"
while True:
    try:
        urllib.request.urlopen(url, timeout=4)
        break
    except OSError:
        if time.monotonic() > end:
            raise
        time.sleep(0.5)
END
