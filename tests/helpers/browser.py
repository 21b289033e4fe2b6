"""Pages in Chromium: what the console says, what axe-core finds, whether text overlaps or they scroll sideways.

Chromium is Debian's; axe-core is npm's: ``npm install --prefix .node axe-core`` in the checkout.
"""

import json
import re
import shutil
import subprocess
from html import unescape

import pytest

from tests.helpers.paths import ROOT

AXE = ROOT / ".node" / "node_modules" / "axe-core" / "axe.min.js"
CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")

CONSOLE = re.compile(r"CONSOLE[^\]]*\] (.*)")
RESULT = re.compile(r'<pre id="looked">(.*?)</pre>', re.DOTALL)

LOOK = """
addEventListener("load", async () => {
  const box = (e) => e.getBoundingClientRect();
  const crossing = (a, b) => Math.min(a.right, b.right) - Math.max(a.left, b.left) > 1
    && Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top) > 2;
  const overlaps = [];
  for (const figure of document.querySelectorAll("svg")) {
    const texts = [...figure.querySelectorAll("text")].filter((t) => t.ownerSVGElement === figure);
    texts.forEach((a, i) => texts.slice(i + 1).forEach((b) => {
      if (crossing(box(a), box(b))) overlaps.push(`${a.textContent} / ${b.textContent}`);
    }));
  }
  const query = document.getElementById("query");
  if (query) {
    query.value = "elu range";
    query.dispatchEvent(new Event("input"));
  }
  const search = [...document.querySelectorAll("#found a")].map((link) => link.getAttribute("href"));
  const rules = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "best-practice"];
  const found = await axe.run(document, {preload: false, runOnly: rules});
  parent.postMessage(JSON.stringify({
    width: innerWidth,
    dark: matchMedia("(prefers-color-scheme: dark)").matches,
    sideways: document.documentElement.scrollWidth - document.documentElement.clientWidth,
    overlaps,
    search,
    axe: found.violations.map((v) => `${v.id}: ${v.nodes.slice(0, 3).map(
      (n) => n.target.join(" ") + " " + n.any.map((c) => c.message).join("; ")).join(" | ")}`),
  }), "*");
});
"""

FRAME = """<!DOCTYPE html><iframe src="{page}" width="{width}" height="1200" style="border:0"></iframe>
<pre id="looked"></pre><script>addEventListener("message", (e) => {{ looked.textContent = e.data; }});</script>"""
"""A window is never narrower than 500 pixels; a frame is as wide as one likes."""


def need():
    """Skip where Chromium or axe-core is not installed."""
    if CHROMIUM is None:
        pytest.skip("no Chromium; apt-get install chromium")
    if not AXE.is_file():
        pytest.skip("no axe-core; npm install --prefix .node axe-core")


def visible(text, folder, selector):
    """Return the words of the elements of a page that match a selector and are shown."""
    script = (
        '<script>addEventListener("load", () => { const shown = '
        f"[...document.querySelectorAll({json.dumps(selector)})]"
        ".filter((e) => e.checkVisibility()).map((e) => e.textContent);"
        'const out = document.createElement("pre"); out.id = "looked"; out.textContent = JSON.stringify(shown);'
        "document.body.append(out); });</script>"
    )
    page = folder / "visible.html"
    page.write_text(text.replace("</head>", f"{script}</head>", 1), encoding="utf-8")
    flags = ("--headless=new", "--no-sandbox", "--disable-gpu", f"--user-data-dir={folder / 'profile'}", "--dump-dom")
    done = subprocess.run([CHROMIUM, *flags, page.as_uri()], capture_output=True, text=True, timeout=180, check=False)
    return json.loads(unescape(RESULT.search(done.stdout)[1]))


def look(page, folder, width, dark):
    """Return what a browser makes of a page, as plain data, with the lines of its console."""
    copy, frame = page.with_name(f".looked-{page.name}"), page.with_name(f".frame-{page.name}")
    frame.write_text(FRAME.format(page=copy.name, width=width), encoding="utf-8")
    probe = f"<script>{AXE.read_text(encoding='utf-8')}</script><script>{LOOK}</script>"
    copy.write_text(page.read_text(encoding="utf-8").replace("</head>", f"{probe}</head>", 1), encoding="utf-8")
    try:
        done = subprocess.run(
            [
                CHROMIUM, "--headless=new", "--no-sandbox", "--disable-gpu", "--enable-logging=stderr",
                f"--blink-settings=preferredColorScheme={0 if dark else 1}", "--window-size=1800,1300",
                f"--user-data-dir={folder / 'profile'}", "--virtual-time-budget=60000", "--dump-dom", frame.as_uri(),
            ],
            capture_output=True, text=True, timeout=180, check=False,
        )  # fmt: skip
    finally:
        copy.unlink()
        frame.unlink()
    found = RESULT.search(done.stdout)
    assert found, done.stderr[-800:]
    return {**json.loads(unescape(found[1])), "console": CONSOLE.findall(done.stderr)}
