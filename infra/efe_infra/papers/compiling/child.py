"""Program of the child process: compiles one template with its evidence, within bounds of memory and processor time.

It reads JSON from its standard input, writes the PDF, and writes the seconds of processor time that it took to its
standard error. It knows nothing of the platform, whose settings and environment it does not inherit. It writes no
file: a full disk does not hinder it.
"""

import json
import resource
import sys
from typing import Any

STANDARDS = ["a-3a", "ua-1"]
INVALID_INPUT = 3
"""Exit status for an input that the template cannot print."""


def compiled(order: dict[str, Any]) -> bytes:
    """Returns the PDF. Raises `typst.TypstError`."""
    import typst  # noqa: PLC0415 - of the extra `papers`

    pdf: bytes = typst.compile(
        f"{order['root']}/{order['template']}",
        root=order["root"],
        font_paths=[f"{order['root']}/fonts"],
        ignore_system_fonts=True,
        package_path="/dev/null",
        package_cache_path="/dev/null",
        sys_inputs={"evidence": order["evidence"]},
        pdf_standards=STANDARDS,  # type: ignore[arg-type] # literals
        timestamp=order["timestamp"],
    )
    return pdf


def main() -> None:
    order = json.load(sys.stdin.buffer)
    import typst  # noqa: PLC0415 - before the bound of memory

    resource.setrlimit(resource.RLIMIT_AS, (order["memory_bytes"], order["memory_bytes"]))
    resource.setrlimit(resource.RLIMIT_CPU, (order["cpu_s"], order["cpu_s"] + 1))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    try:
        pdf = compiled(order)
    except typst.TypstError as error:
        sys.stderr.write(error.message)
        sys.exit(INVALID_INPUT)
    sys.stdout.buffer.write(pdf)
    sys.stderr.write(str(sum(resource.getrusage(resource.RUSAGE_SELF)[:2])))


if __name__ == "__main__":
    main()
