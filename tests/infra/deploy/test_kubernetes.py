"""The manifests are what Kubernetes takes, and agree with one another and with the application."""

from collections.abc import Iterator
from typing import Any

import kubernetes_validate
import pytest

from efe_infra.settings import Settings
from tests.infra.deploy.checks import unpinned
from tests.infra.deploy.shipped import DEPLOY, MANIFESTS, documents, found, text

RELEASE = "1.33"
OURS = [each for path in MANIFESTS for each in documents(path.read_text("utf-8"))]
DATABASE_KEYS = {
    "spec": {
        "instances",
        "imageName",
        "storage",
        "walStorage",
        "postgresql",
        "bootstrap",
        "affinity",
        "monitoring",
    },
    "synchronous": {"method", "number", "dataDurability"},
    "initdb": {"database", "owner", "encoding", "dataChecksums", "postInitSQL"},
}
"""As the definition of `Cluster` of CloudNativePG has them."""


def one(kind: str, name: str = "efe") -> Any:
    [manifest] = [each for each in OURS if (each["kind"], each["metadata"]["name"]) == (kind, name)]
    return manifest


def pods() -> Iterator[Any]:
    yield one("Deployment")["spec"]["template"]["spec"]
    for name in ("efe-backup", "efe-tables"):
        yield one("CronJob", name)["spec"]["jobTemplate"]["spec"]["template"]["spec"]


def schema_faults(content: str) -> list[str]:
    faults = []
    for manifest in documents(content):
        if manifest["kind"] != "Cluster":
            try:
                kubernetes_validate.validate(manifest, RELEASE, strict=True)
            except kubernetes_validate.ValidationError as error:
                faults.append(error.message)
    return faults


def test_they_fit_the_schemas_of_kubernetes() -> None:
    assert [fault for path in MANIFESTS for fault in schema_faults(path.read_text("utf-8"))] == []


@pytest.mark.parametrize(
    ("right", "wrong"),
    [("readinessProbe:", "readynessProbe:"), ("replicas: 3", "replicas: three"), ("maxSurge: 1", "maxSurges: 1")],
)
def test_a_slip_in_them_is_seen(right: str, wrong: str) -> None:
    content = text("kubernetes", "efe.yaml")

    assert right in content
    assert schema_faults(content.replace(right, wrong))


def test_the_kustomization_names_every_manifest_and_a_tag_for_the_image() -> None:
    [kustomization] = documents(text("kustomization.yaml"))
    given = [f"{each['newName']}:{each['newTag']}" for each in kustomization["images"]]
    [scripts] = kustomization["configMapGenerator"]

    assert sorted(kustomization["resources"]) == [f"kubernetes/{path.name}" for path in MANIFESTS]
    assert unpinned(given) == []
    assert {image for pod in pods() for image in found(pod, "image")} == {
        each["name"] for each in kustomization["images"]
    }
    assert all((DEPLOY / file).is_file() for file in scripts["files"])


def test_pods_are_of_nobody_and_write_nowhere_but_in_their_volumes() -> None:
    for pod in pods():
        assert pod["securityContext"]["runAsNonRoot"]
        assert pod["automountServiceAccountToken"] is False
        for container in pod["containers"]:
            held = container["securityContext"]
            assert held["readOnlyRootFilesystem"]
            assert held["allowPrivilegeEscalation"] is False
            assert held["capabilities"] == {"drop": ["ALL"]}
            assert {"requests", "limits"} <= container["resources"].keys()


def test_only_what_prepares_the_database_and_the_backup_has_the_login_of_the_owner() -> None:
    owners = {
        container["name"]
        for pod in pods()
        for container in [*pod.get("initContainers", []), *pod["containers"]]
        if "EFE_DATABASE_URL" in {each["name"] for each in container["env"]}
    }

    assert owners == {"migrate", "tables", "backup"}


def test_the_schema_comes_before_a_process_and_the_tables_when_an_operator_starts_them() -> None:
    tables_job = one("CronJob", "efe-tables")["spec"]
    pod = one("Deployment")["spec"]["template"]["spec"]
    [migrate], [serving] = pod["initContainers"], pod["containers"]
    [tables] = tables_job["jobTemplate"]["spec"]["template"]["spec"]["containers"]

    assert (migrate["args"], serving["args"], tables["args"]) == (
        ["migrate", "--schema"],
        ["serve"],
        ["migrate", "--tables"],
    )
    assert migrate["securityContext"] == serving["securityContext"] == tables["securityContext"]
    assert tables_job["suspend"]


def test_volumes_that_are_mounted_are_there() -> None:
    for pod in pods():
        mounted = {each["name"] for container in pod["containers"] for each in container["volumeMounts"]}

        assert mounted == {each["name"] for each in pod["volumes"]}


def test_probes_ports_and_services_agree_with_the_settings() -> None:
    settings: dict[str, str] = one("ConfigMap", "efe-settings")["data"]
    [container] = one("Deployment")["spec"]["template"]["spec"]["containers"]
    ports = {each["name"]: str(each["containerPort"]) for each in container["ports"]}
    chosen = Settings.from_environment(settings)
    paths = {name: container[f"{name}Probe"]["httpGet"]["path"] for name in ("startup", "liveness", "readiness")}

    assert ports == {"http": settings["EFE_PORT"], "metrics": settings["EFE_METRICS_PORT"]}
    assert paths == {"startup": "/health/live", "liveness": "/health/live", "readiness": "/health/ready"}
    assert container["readinessProbe"]["timeoutSeconds"] > chosen.ready_within
    assert one("Service")["spec"]["ports"][0]["targetPort"] == "http"
    [rule] = one("Ingress")["spec"]["rules"]
    assert f"https://{rule['host']}" == chosen.public_url
    assert {str(each["port"]) for rule in one("NetworkPolicy")["spec"]["ingress"] for each in rule["ports"]} == set(
        ports.values()
    )


def test_a_process_has_the_time_to_stop_and_to_rebuild() -> None:
    deployment = one("Deployment")["spec"]
    pod = deployment["template"]["spec"]
    [container] = pod["containers"]
    startup = container["startupProbe"]

    assert (
        pod["terminationGracePeriodSeconds"]
        > Settings().grace + container["lifecycle"]["preStop"]["sleep"]["seconds"]
    )
    assert deployment["progressDeadlineSeconds"] > startup["periodSeconds"] * startup["failureThreshold"]
    assert deployment["strategy"]["rollingUpdate"] == {"maxSurge": 1, "maxUnavailable": 0}
    assert one("PodDisruptionBudget")["spec"]["maxUnavailable"] < deployment["replicas"]


def test_selectors_select() -> None:
    labels = [one("Deployment")["spec"]["template"]["metadata"]["labels"]]
    jobs = [one("CronJob", name)["spec"]["jobTemplate"]["spec"] for name in ("efe-backup", "efe-tables")]
    labels += [each["template"]["metadata"]["labels"] for each in jobs]
    database = {"cnpg.io/cluster": one("Cluster", "efe-db")["metadata"]["name"]}
    wanted = [each for manifest in OURS if manifest["kind"] != "Cluster" for each in found(manifest, "matchLabels")]
    wanted.append(one("Service")["spec"]["selector"])
    ours = [each for each in wanted if not any("metadata.name" in key for key in each)]

    assert [each for each in ours if each not in [*labels, database]] == []


def test_the_database_is_replicated_before_a_commit_is_answered() -> None:
    spec = one("Cluster", "efe-db")["spec"]

    assert spec["instances"] == 3
    assert spec["postgresql"]["synchronous"] == {"method": "any", "number": 1, "dataDurability": "required"}
    assert spec.keys() == DATABASE_KEYS["spec"]
    assert spec["bootstrap"]["initdb"].keys() == DATABASE_KEYS["initdb"]
    assert unpinned([spec["imageName"]]) == []


@pytest.mark.parametrize("image", ["caddy", "caddy:latest", "caddy:2", "postgres:alpine"])
def test_an_image_that_may_change_is_seen(image: str) -> None:
    assert unpinned([image]) == [image]
