"""`python -m tests.collect`: imports every test, and tells what cannot be imported.

The compiled modules stay: else each of the processes that run the tests would compile all of them.
"""

import subprocess
import sys

COMMAND = (sys.executable, "-m", "pytest", "--quiet", "--quiet", "--collect-only", "--numprocesses", "0")

done = subprocess.run(COMMAND, capture_output=True, text=True, check=False)
if done.returncode:
    print(done.stdout, done.stderr, sep="\n")
sys.exit(done.returncode)
