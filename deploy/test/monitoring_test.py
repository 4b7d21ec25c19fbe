"""Dashboard and alerts: valid, over metrics that a running server has, and explained in the operator's guide."""

import json
import os
import pathlib
import re
import subprocess
import tempfile
import unittest
import urllib.request

import yaml
from repository import DEPLOY, MANUAL, PORTOLAN, PROMTOOL, ROOT, anchors, run

ALERTS = DEPLOY / "prometheus" / "alerts.yaml"
# What Grafana puts in place of its variables.
VARIABLES = {"$job": "portolan", "$instance": ".*", "$__rate_interval": "5m", "$__range": "1h", "${1}": "$1"}


def answer_of_metrics():
    """The text a demo server answers at /metrics after a request."""
    environment = {k: v for k, v in os.environ.items() if not k.startswith("PORTOLAN_")}
    server = subprocess.Popen(
        [PORTOLAN, "demo", "--listen", "127.0.0.1:0"], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True, env=environment
    )
    try:
        for line in server.stdout:
            if found := re.search(r"is ready at (http://\S+)", line):
                for path in ("/readyz", "/metrics"):
                    with urllib.request.urlopen(found[1] + path, timeout=10) as answer:
                        text = answer.read().decode()
                return text
        raise AssertionError("the demo ended before it was ready")
    finally:
        server.terminate()
        server.wait(timeout=30)
        server.stdout.close()


def series(text):
    """Names with their labels."""
    found = {}
    for name, labels in re.findall(r"^(portolan_\w+)(?:\{([^}]*)\})? ", text, re.M):
        found.setdefault(name, set()).update(re.findall(r'(\w+)="', labels))
    return found


def rules():
    """All alert rules."""
    return [rule for group in yaml.safe_load(ALERTS.read_text())["groups"] for rule in group["rules"]]


def dashboard():
    """The dashboard, and its panels that show something."""
    board = json.loads((DEPLOY / "grafana" / "portolan.json").read_text())
    return board, [panel for panel in board["panels"] if panel["type"] != "row"]


def expressions():
    """Every query, by where it stands."""
    board, panels = dashboard()
    for panel in panels:
        for target in panel["targets"]:
            text = target["expr"]
            for variable, value in VARIABLES.items():
                text = text.replace(variable, value)
            yield f"panel {panel['title']}", text
    for annotation in board["annotations"]["list"]:
        yield f"annotation {annotation['name']}", annotation["expr"]
    for rule in rules():
        yield f"alert {rule['alert']}", rule["expr"]


class Monitoring(unittest.TestCase):
    """Queries, alerts, dashboard."""

    @classmethod
    def setUpClass(cls):
        cls.metrics = series(answer_of_metrics())

    def test_every_query_is_valid(self):
        checked = [{"record": "checked:rule", "expr": expr, "labels": {"n": str(n)}} for n, (_, expr) in enumerate(expressions())]
        with tempfile.TemporaryDirectory() as folder:
            file = pathlib.Path(folder, "rules.yaml")
            file.write_text(yaml.safe_dump({"groups": [{"name": "all", "rules": checked}]}))
            code, text = run(PROMTOOL, "check", "rules", file)
        self.assertEqual(code, 0, text)

    def test_every_metric_and_label_is_in_the_answer_of_a_server(self):
        self.assertIn("portolan_http_requests_total", self.metrics)
        for place, expr in expressions():
            for name, _, matchers in re.findall(r"(portolan_\w+)(\{([^}]*)\})?", expr):
                self.assertIn(name, self.metrics, f"{place} asks for {name}, which /metrics does not have")
                asked = set(re.findall(r"(\w+)\s*(?:=|!)", re.sub(r'"[^"]*"', '""', matchers)))
                self.assertLessEqual(asked, self.metrics[name] | {"job", "instance"}, f"{place}: labels of {name}")

    def test_every_route_named_is_one_of_the_server(self):
        known = set(re.findall(r'"(/[^"]*)"', (ROOT / "crates/server/src/http/access.rs").read_text()))
        for place, expr in expressions():
            for pattern in re.findall(r'route(?:=~|!~|!=|=)"([^"]+)"', expr):
                for part in pattern.split("|"):
                    self.assertTrue(any(re.fullmatch(part, route) for route in known), f"{place}: no route is {part}")

    def test_each_metric_is_shown(self):
        shown = " ".join(expr for place, expr in expressions() if place.startswith("panel"))
        for name in self.metrics:
            if not name.endswith(("_sum", "_count")):
                self.assertIn(name, shown, f"{name} is on no panel of the dashboard")

    def test_alerts_fire_when_they_should(self):
        code, text = run(PROMTOOL, "check", "rules", ALERTS)
        self.assertEqual(code, 0, text)
        code, text = run(PROMTOOL, "test", "rules", "alerts.test.yaml", cwd=ALERTS.parent)
        self.assertEqual(code, 0, text)
        tested = (ALERTS.parent / "alerts.test.yaml").read_text()
        for rule in rules():
            self.assertIn(f'alertname="{rule["alert"]}"', tested, f"{rule['alert']} has no test")

    def test_prometheus_takes_the_configurations(self):
        code, text = run(PROMTOOL, "check", "config", "prometheus.yaml", cwd=ALERTS.parent)
        self.assertEqual(code, 0, text)
        # Debian's promtool is built without Kubernetes' discovery: its file is only read.
        jobs = yaml.safe_load((ALERTS.parent / "kubernetes.yaml").read_text())["scrape_configs"]
        self.assertEqual([job["job_name"] for job in jobs], ["portolan"])

    def test_each_alert_says_where_its_runbook_is(self):
        known = anchors(MANUAL.read_text())
        for rule in rules():
            self.assertEqual({"summary", "description", "runbook_url"}, set(rule["annotations"]), rule["alert"])
            self.assertIn(rule["labels"]["severity"], ("page", "ticket"))
            path, anchor = rule["annotations"]["runbook_url"].split("#")
            self.assertEqual(ROOT / path, MANUAL)
            self.assertEqual(anchor, rule["alert"].lower())
            self.assertIn(anchor, known, f"{MANUAL.name} has no heading {rule['alert']}")

    def test_dashboard_is_in_order(self):
        board, panels = dashboard()
        identifiers = [panel["id"] for panel in board["panels"]]
        self.assertEqual(len(identifiers), len(set(identifiers)))
        taken = set()
        for panel in panels:
            self.assertTrue(panel["description"], panel["title"])
            self.assertEqual(panel["datasource"]["uid"], "${datasource}", panel["title"])
            place = panel["gridPos"]
            cells = {(x, y) for x in range(place["x"], place["x"] + place["w"]) for y in range(place["y"], place["y"] + place["h"])}
            self.assertFalse(cells & taken, f"{panel['title']} covers another panel")
            self.assertLessEqual(place["x"] + place["w"], 24)
            taken |= cells
