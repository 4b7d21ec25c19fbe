"""Where things stand, and the programs the tests call."""

import os
import pathlib
import re
import subprocess

ROOT = pathlib.Path(__file__).resolve().parents[2]
DEPLOY = ROOT / "deploy"
CHART = DEPLOY / "helm" / "portolan"
MANUAL = ROOT / "docs" / "guide" / "operate.md"
PORTOLAN = os.environ["PORTOLAN_TEST_BIN"]
HELM = os.environ["HELM"]
PROMTOOL = os.environ["PROMTOOL"]


def run(*command, **options):
    """Output and exit code of a program; both streams together."""
    done = subprocess.run(
        [str(part) for part in command], stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, check=False, **options
    )
    return done.returncode, done.stdout


def anchors(markdown):
    """The anchors of a document's headings, as GitHub makes them."""
    outside = re.sub(r"^```.*?^```", "", markdown, flags=re.M | re.S)
    headings = re.findall(r"^#+ (.+)$", outside, re.M)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).strip().replace(" ", "-") for heading in headings}


def serve_flags():
    """What `portolan serve` understands."""
    _, text = run(PORTOLAN, "serve", "--help")
    return set(re.findall(r"--[a-z][a-z-]*", text))
