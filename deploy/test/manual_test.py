"""The operator's guide: links lead somewhere, and what is there to copy is well formed."""

import pathlib
import re
import shutil
import subprocess
import sys
import tempfile
import unittest

import kubernetes_validate
import yaml
from repository import CHART, DEPLOY, HELM, MANUAL, ROOT, anchors, run


def blocks(language):
    """The guide's blocks of a language."""
    return re.findall(rf"^```{language}\n(.*?)^```", MANUAL.read_text(), re.M | re.S)


class Manual(unittest.TestCase):
    """docs/guide/operate.md."""

    def test_links_lead_somewhere(self):
        for link in re.findall(r"\]\(([^)]+)\)", MANUAL.read_text()):
            if link.startswith("http"):
                continue
            path, _, anchor = link.partition("#")
            file = (MANUAL.parent / path).resolve() if path else MANUAL
            self.assertTrue(file.exists(), link)
            if anchor:
                self.assertIn(anchor, anchors(file.read_text()), link)

    def test_files_named_exist(self):
        for name in re.findall(r"`(deploy/[\w./-]+)`", MANUAL.read_text()):
            self.assertTrue((ROOT / name).exists(), name)

    def test_every_shipped_file_is_mentioned(self):
        text = MANUAL.read_text()
        for name in ("Dockerfile", "build-static.sh", "helm/portolan", "systemd/portolan.service", "grafana/portolan.json",
                     "prometheus/alerts.yaml", "proxy/nginx.conf"):
            self.assertTrue((DEPLOY / name).exists(), name)
            self.assertIn(f"deploy/{name}", text)

    def test_blocks_are_well_formed(self):
        for text in blocks("yaml"):
            for item in yaml.safe_load_all(text):
                # Kinds of operators have no schema here.
                if "apiVersion" in item and "coreos" not in item["apiVersion"]:
                    kubernetes_validate.validate(item, kubernetes_validate.latest_version(), strict=True)
        values = next(text for text in blocks("yaml") if "ingressFrom" in text)
        code, said = run(HELM, "template", "portolan", CHART, "--values", "-", input=values)
        self.assertEqual(code, 0, said)
        for text in blocks("sh"):
            done = subprocess.run(["bash", "-n"], input=text, text=True, capture_output=True, check=False)
            self.assertEqual(done.returncode, 0, text + done.stderr)

    def test_nginx_takes_its_configuration(self):
        nginx = shutil.which("nginx") or shutil.which("/usr/sbin/nginx")
        if nginx is None:
            print("\nNOT CHECKED: nginx is missing, so nothing judged deploy/proxy/nginx.conf", file=sys.stderr)
            self.skipTest("nginx is missing")
        with tempfile.TemporaryDirectory() as folder:
            here = pathlib.Path(folder)
            made = run("openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-subj", "/CN=a", "-days", "1",
                       "-keyout", here / "key.pem", "-out", here / "cert.pem")
            self.assertEqual(made[0], 0, made[1])
            text = (DEPLOY / "proxy" / "nginx.conf").read_text()
            text = re.sub(r"/etc/nginx/tls/\S+\.crt;", f"{here}/cert.pem;", text)
            text = re.sub(r"/etc/nginx/tls/\S+\.key;", f"{here}/key.pem;", text)
            # Names in the example do not resolve here.
            text = re.sub(r"[\w-]+\.internal\.example\.com:", "127.0.0.1:", text)
            kinds = ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
            temporary = " ".join(f"{kind}_temp_path {here}/{kind};" for kind in kinds)
            (here / "site.conf").write_text(text)
            (here / "nginx.conf").write_text(
                f"error_log stderr; pid {here}/pid; events {{}}\nhttp {{ access_log off; {temporary} include {here}/site.conf; }}\n"
            )
            code, said = run(nginx, "-t", "-p", folder, "-c", here / "nginx.conf")
            self.assertEqual(code, 0, said)
