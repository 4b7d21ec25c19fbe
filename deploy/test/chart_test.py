"""The Helm chart: what it renders is valid, safe and consistent; what it must refuse is refused."""

import functools
import json
import pathlib
import re
import tempfile
import unittest

import kubernetes_validate
import yaml
from repository import CHART, HELM, PORTOLAN, run, serve_flags

POSTGRES = "postgres://portolan:${file:/run/secrets/portolan-db/password}@db.example.com/portolan?sslmode=require"
INGRESS_PEER = {"namespaceSelector": {"matchLabels": {"kubernetes.io/metadata.name": "ingress-nginx"}}}
ACCEPTED = {
    "SQLite": {},
    "PostgreSQL": {"database": {"url": POSTGRES}, "replicas": 3, "secrets": ["portolan-db"]},
    "whole URL from a Secret": {"database": {"url": "${file:/run/secrets/portolan-db/url}"}, "secrets": ["portolan-db"]},
    "workers apart": {
        "database": {"url": POSTGRES},
        "replicas": 2,
        "worker": {"separate": True, "replicas": 2, "resources": {"limits": {"memory": "2Gi"}}},
        "secrets": ["portolan-db"],
    },
    "everything": {
        "database": {"url": POSTGRES},
        "replicas": 3,
        "worker": {"separate": True},
        "image": {"digest": "sha256:" + "0" * 64, "pullSecrets": ["registry"]},
        "publicUrl": "https://portolan.example.com",
        "config": {"outbound": {"allowed_hosts": ["git.example.com"]}, "sources": [{"target": "https://git.example.com/a.git"}]},
        "secrets": ["portolan-db", "oidc"],
        "trust": {"configMap": "roots"},
        "service": {"annotations": {"a.example.com/b": "c"}},
        "ingress": {
            "enabled": True,
            "className": "nginx",
            "annotations": {"nginx.ingress.kubernetes.io/proxy-buffering": "off"},
            "host": "portolan.example.com",
            "tlsSecret": "portolan-tls",
        },
        "networkPolicy": {"ingressFrom": [INGRESS_PEER], "egressPorts": [443]},
        "serviceAccount": {"annotations": {"a.example.com/b": "c"}},
        "podAnnotations": {"a.example.com/b": "c"},
        "podLabels": {"team": "platform"},
        "nodeSelector": {"disk": "ssd"},
        "tolerations": [{"key": "a", "operator": "Exists"}],
        "affinity": {"nodeAffinity": {}},
        "priorityClassName": "high",
        "extraVolumes": [{"name": "backup", "persistentVolumeClaim": {"claimName": "backup"}}],
        "extraVolumeMounts": [{"name": "backup", "mountPath": "/backup"}],
    },
    "nothing optional": {
        "networkPolicy": {"enabled": False},
        "podDisruptionBudget": {"enabled": False},
        "monitoring": {"scrapeAnnotations": False},
        "persistence": {"storageClass": "fast", "size": "1Gi"},
    },
}
REFUSED = [
    ({"replicas": 2}, "SQLite serves one node only"),
    ({"worker": {"separate": True}}, "on SQLite one node does all work"),
    ({"ingress": {"enabled": True}}, "name the host people use"),
    ({"ingress": {"enabled": True, "host": "a.example.com"}}, "the ingress controller could not reach Portolan"),
    ({"service": {"type": "LoadBalancer"}}, "nobody could reach Portolan"),
    ({"database": {"url": "postgres://portolan:hunter2@db.example.com/portolan"}}, "/database/url"),
    ({"database": {"url": "mysql://db"}}, "/database/url"),
    ({"replicas": 0}, "/replicas"),
    ({"replica": 2}, "replica"),
    ({"config": {"database": "postgres://a"}}, "invalid propertyName 'database'"),
    ({"terminationGracePeriodSeconds": 10}, "/terminationGracePeriodSeconds"),
]


def render(values, *arguments):
    """What `helm template` says to these values."""
    with tempfile.TemporaryDirectory() as folder:
        file = pathlib.Path(folder, "values.json")
        file.write_text(json.dumps(values))
        return run(HELM, "template", "chart", CHART, "--namespace", "portolan", "--values", file, *arguments)


@functools.cache
def manifests(name):
    """The objects rendered from an accepted set of values."""
    code, text = render(ACCEPTED[name])
    assert code == 0, text
    return [manifest for manifest in yaml.safe_load_all(text) if manifest]


def pods(objects):
    """Workload and pod template of each."""
    return [(o, o["spec"]["template"]) for o in objects if o["kind"] in ("Deployment", "StatefulSet")]


def matches(selector, labels):
    """Whether every pair of the selector is among the labels."""
    return all(labels.get(key) == value for key, value in selector.items())


class Chart(unittest.TestCase):
    """Each test over every accepted set of values."""

    def test_lint(self):
        for name, values in ACCEPTED.items():
            with self.subTest(name), tempfile.TemporaryDirectory() as folder:
                file = pathlib.Path(folder, "values.json")
                file.write_text(json.dumps(values))
                code, text = run(HELM, "lint", "--strict", CHART, "--values", file)
                self.assertEqual(code, 0, text)

    def test_rendered_objects_fit_kubernetes_schemas(self):
        for version in ("1.30", kubernetes_validate.latest_version()):
            for name in ACCEPTED:
                with self.subTest(name):
                    objects = manifests(name)
                    for item in objects:
                        try:
                            kubernetes_validate.validate(item, version, strict=True)
                        except kubernetes_validate.ValidationError as error:
                            self.fail(f"{name}, Kubernetes {version}, {item['kind']}: {error.path}: {error.message}")

    def test_what_would_lose_data_or_is_unknown_is_refused_with_a_reason(self):
        for values, reason in REFUSED:
            with self.subTest(reason):
                code, text = render(values)
                self.assertNotEqual(code, 0, text)
                self.assertIn(reason, text.replace(".", "/") if reason.startswith("/") else text)

    def test_no_secret_is_in_the_chart(self):
        for name in ACCEPTED:
            with self.subTest(name):
                objects = manifests(name)
                self.assertNotIn("Secret", {item["kind"] for item in objects})

    def test_database_decides_about_the_workload(self):
        kinds = lambda name: sorted(o["kind"] for o, _ in pods(manifests(name)))
        self.assertEqual(kinds("SQLite"), ["StatefulSet"])
        self.assertEqual(kinds("PostgreSQL"), ["Deployment"])
        self.assertEqual(kinds("workers apart"), ["Deployment", "Deployment"])
        roles = lambda name: {a for _, pod in pods(manifests(name)) for a in pod["spec"]["containers"][0]["args"] if "role" in a}
        self.assertEqual(roles("PostgreSQL"), {"--role=all"})
        self.assertEqual(roles("workers apart"), {"--role=web", "--role=worker"})

    def test_pods_may_do_nothing(self):
        for name in ACCEPTED:
            with self.subTest(name):
                objects = manifests(name)
                for _, pod in pods(objects):
                    spec, container = pod["spec"], pod["spec"]["containers"][0]
                    self.assertFalse(spec["automountServiceAccountToken"])
                    self.assertFalse(spec["enableServiceLinks"], "PORTOLAN_PORT would be refused as an unknown setting")
                    self.assertTrue(spec["securityContext"]["runAsNonRoot"])
                    self.assertGreater(spec["securityContext"]["runAsUser"], 0)
                    self.assertEqual(spec["securityContext"]["seccompProfile"]["type"], "RuntimeDefault")
                    self.assertTrue(container["securityContext"]["readOnlyRootFilesystem"])
                    self.assertFalse(container["securityContext"]["allowPrivilegeEscalation"])
                    self.assertEqual(container["securityContext"]["capabilities"]["drop"], ["ALL"])
                    self.assertIn("memory", container["resources"]["limits"])
                    self.assertFalse({"hostNetwork", "hostPID", "hostIPC"} & spec.keys())

    def test_liveness_does_not_depend_on_the_database(self):
        for name in ACCEPTED:
            with self.subTest(name):
                objects = manifests(name)
                for _, pod in pods(objects):
                    container = pod["spec"]["containers"][0]
                    self.assertEqual(container["livenessProbe"]["httpGet"]["path"], "/healthz")
                    self.assertEqual(container["startupProbe"]["httpGet"]["path"], "/healthz")
                    self.assertEqual(container["readinessProbe"]["httpGet"]["path"], "/readyz")

    def test_probes_and_monitors_have_a_port_of_their_own(self):
        for name in ACCEPTED:
            with self.subTest(name):
                objects = manifests(name)
                for _, pod in pods(objects):
                    container = pod["spec"]["containers"][0]
                    ports = {port["name"]: port["containerPort"] for port in container["ports"]}
                    self.assertEqual(set(ports), {"http", "health"})
                    self.assertIn(f"--health-listen=0.0.0.0:{ports['health']}", container["args"])
                    for probe in ("startupProbe", "livenessProbe", "readinessProbe"):
                        self.assertEqual(container[probe]["httpGet"]["port"], "health", probe)
                    scraped = pod["metadata"]["annotations"].get("prometheus.io/port", str(ports["health"]))
                    self.assertEqual(scraped, str(ports["health"]))
                for item in objects:
                    if item["kind"] == "NetworkPolicy":
                        opened = [port["port"] for port in item["spec"]["ingress"][0]["ports"]]
                        self.assertEqual(opened, ["http", "health"])
                    if item["kind"] == "Service":
                        self.assertEqual([port["targetPort"] for port in item["spec"]["ports"]], ["http"], "it is for people")

    def test_selectors_find_their_pods_and_mounts_their_volumes(self):
        for name in ACCEPTED:
            with self.subTest(name):
                objects = manifests(name)
                labels = [pod["metadata"]["labels"] for _, pod in pods(objects)]
                for workload, pod in pods(objects):
                    self.assertTrue(matches(workload["spec"]["selector"]["matchLabels"], pod["metadata"]["labels"]))
                    volumes = {v["name"] for v in pod["spec"]["volumes"]}
                    volumes |= {c["metadata"]["name"] for c in workload["spec"].get("volumeClaimTemplates", [])}
                    mounts = {m["name"] for m in pod["spec"]["containers"][0]["volumeMounts"]}
                    self.assertEqual(volumes, mounts)
                    accounts = [o["metadata"]["name"] for o in objects if o["kind"] == "ServiceAccount"]
                    self.assertIn(pod["spec"]["serviceAccountName"], accounts)
                for item in objects:
                    if item["kind"] == "Service":
                        found = [one for one in labels if matches(item["spec"]["selector"], one)]
                        self.assertEqual([one["app.kubernetes.io/component"] for one in found], ["web"])
                    if item["kind"] == "PodDisruptionBudget":
                        self.assertTrue(any(matches(item["spec"]["selector"]["matchLabels"], one) for one in labels))
                    if item["kind"] == "NetworkPolicy":
                        self.assertTrue(all(matches(item["spec"]["podSelector"]["matchLabels"], one) for one in labels))
                    if item["kind"] == "Ingress":
                        backend = item["spec"]["rules"][0]["http"]["paths"][0]["backend"]["service"]["name"]
                        self.assertIn(backend, [o["metadata"]["name"] for o in objects if o["kind"] == "Service"])

    def test_portolan_takes_the_rendered_configuration_and_flags(self):
        for name in ACCEPTED:
            with self.subTest(name):
                objects = manifests(name)
                text = next(o for o in objects if o["kind"] == "ConfigMap")["data"]["portolan.yaml"]
                config = yaml.safe_load(text)
                self.assertEqual(config["database"], ACCEPTED[name].get("database", {}).get("url", ""))
                # The secrets and the database of the cluster are not here; every key is.
                config["database"] = ""
                with tempfile.TemporaryDirectory() as folder:
                    file = pathlib.Path(folder, "portolan.yaml")
                    file.write_text(yaml.safe_dump(config))
                    code, said = run(PORTOLAN, "migrate", "--config", file, "--data", folder)
                    self.assertEqual(code, 0, said)
                for _, pod in pods(objects):
                    flags = {a.split("=")[0] for a in pod["spec"]["containers"][0]["args"] if a.startswith("--")}
                    self.assertLessEqual(flags, serve_flags())

    def test_schema_and_values_have_the_same_keys_and_each_is_explained(self):
        text = (CHART / "values.yaml").read_text()
        schema = json.loads((CHART / "values.schema.json").read_text())
        self.assertEqual(set(schema["properties"]) - {"global"}, set(yaml.safe_load(text)))
        for key, value in yaml.safe_load(text).items():
            if isinstance(value, dict) and "properties" in schema["properties"][key]:
                self.assertEqual(set(schema["properties"][key]["properties"]), set(value), key)
        # A key needs a comment above it, above its parent, or a value that speaks for itself.
        plain = r"(annotations|podAnnotations|podLabels|nodeSelector|tolerations|affinity|priorityClassName|extraVolumeMounts|enabled|config|limits|requests|format|level)"
        lines = text.splitlines()
        for above, line in zip(lines, lines[1:]):
            leaf = re.match(r"\s*([A-Za-z]+): \S", line)
            if leaf and not re.fullmatch(plain, leaf[1]):
                self.assertRegex(above, r"^\s*#", f"say what {leaf[1]} is for in the line above it")
