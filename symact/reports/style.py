"""The one style sheet of all pages."""

from symact.figures.formats.svg import COLOURS
from symact.figures.formats.svg import STYLE as FIGURES

STYLE = (
    COLOURS
    + FIGURES
    + """\
body { background: var(--paper); color: var(--ink); max-width: 64rem; margin: 2rem auto; padding: 0 1rem;
  font: 16px/1.5 system-ui, sans-serif; }
h1 { font-size: 1.5rem; margin-bottom: .2rem; } h2 { font-size: 1.2rem; margin-top: 2.5rem; } h3 { font-size: 1rem; }
.lead, figcaption { color: var(--soft); } figcaption { font-size: .85rem; }
figure { margin: 1rem 0; } svg { width: 100%; height: auto; display: block; }
a { color: inherit; text-decoration-color: var(--soft); }
table { border-collapse: collapse; font-size: .9rem; width: 100%; }
th, td { text-align: left; padding: .25rem .6rem .25rem 0; border-bottom: 1px solid var(--line); vertical-align: top; }
th { color: var(--soft); font-weight: 500; }
.n { text-align: right; font-variant-numeric: tabular-nums; }
.hex { color: var(--soft); font-family: ui-monospace, monospace; font-size: .85em; white-space: nowrap; }
.badge { font-size: .75rem; font-weight: 600; border: 1px solid; border-radius: 1em; padding: .1em .7em;
  white-space: nowrap; color: var(--soft); vertical-align: .15em; }
.badge.good { color: var(--good); } .badge.bad { color: var(--bad); }
.pair { display: grid; grid-template-columns: 3fr 2fr; gap: 2rem; }
@media (max-width: 46rem) { .pair { grid-template-columns: 1fr; } }
.finding, .cause { border-left: 3px solid var(--bad); padding: .1rem 0 .1rem .8rem; margin: .9rem 0;
  font-size: .92rem; }
.cause { border-color: var(--mark); } .finding p, .cause p { margin: .1rem 0; color: var(--soft); }
table.matrix { width: auto; } .pair > div { min-width: 0; }
pre { background: var(--fill); padding: 1rem; overflow-x: auto; font-size: .8rem; line-height: 1.4; }
summary { cursor: pointer; color: var(--soft); margin: .4rem 0; }
.wide { overflow-x: auto; } caption { text-align: left; color: var(--soft); font-size: .82rem; }
h1, h2, p, li { overflow-wrap: anywhere; }
.first { background: var(--fill); padding: .2rem 1.2rem .6rem; border-radius: 8px; }
@media (max-width: 46rem) { svg.errors { min-width: 46rem; } }
svg.fig { max-width: 44rem; } .first h2 { margin-top: .6rem; } .first p { margin: .1rem 0; }
svg .tick { fill: var(--soft); font: 11px system-ui, sans-serif; }
svg .axis { stroke: var(--soft); } svg .grid { stroke: var(--line); } svg .lane { fill: var(--fill); }
svg .good { fill: var(--good); } svg .bad { fill: var(--bad); }
svg .bound { stroke: var(--mark); stroke-dasharray: 5 4; }
"""
)
