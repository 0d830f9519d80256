from pathlib import Path

from tests.peers.node import HERE, node


def test_the_server_meets_every_audit_of_graphql_over_http(peers: Path, graphql_url: str) -> None:
    script = (HERE / "http_audit.mjs").read_text()

    audited = node("--input-type=module", "-", graphql_url, folder=peers, script=script)

    assert audited.stdout.splitlines() == ["61/61"], audited.stderr
