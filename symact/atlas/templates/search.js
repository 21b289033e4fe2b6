// Adds a search to pages that can be read without it; the index lies here, since a page of a file may fetch nothing.
"use strict";
const INDEX = {{ index }};
const box = document.getElementById("search");
const query = document.getElementById("query");
const found = document.getElementById("found");
box.hidden = false;
const hits = function* (words) {
  // A name that is typed in full comes before those that contain it.
  const pages = [...INDEX.pages].sort((a, b) => words.includes(b[1]) - words.includes(a[1]));
  const all = (text) => words.every((word) => text.includes(word));
  for (const [title, page, text] of pages) {
    if (all(`${title} ${text}`.toLowerCase())) yield [title, `${page}.html`];
  }
  for (const [title, page, text, set] of pages) {
    const own = `${title} ${text}`.toLowerCase();
    if (!words.some((word) => own.includes(word))) continue;
    for (const place of INDEX.sets[set]) {
      const [property, id, also] = INDEX.properties[place];
      if (!all(own) && all(`${own} ${property} ${id} ${also}`.toLowerCase())) yield [`${title}: ${property}`, `${page}.html#${id}`];
    }
  }
  for (const [property, id, also] of INDEX.properties) {
    if (!id.startsWith("part-") && all(`${property} ${id.replaceAll("_", " ")} ${also}`.toLowerCase())) yield [`All: ${property}`, `property-${id}.html`];
  }
};
query.addEventListener("input", () => {
  const words = query.value.toLowerCase().split(/\s+/).filter(Boolean).map((word) => word
    .replace(/^tf\./, "tensorflow.").replace(/^f\./, "torch.nn.functional."));
  found.replaceChildren();
  if (!words.length) return;
  for (const [shown, address] of hits(words)) {
    const item = document.createElement("li");
    const link = document.createElement("a");
    link.href = address;
    link.textContent = shown;
    item.append(link);
    found.append(item);
    if (found.childElementCount === 12) break;
  }
});
// Formulas of a fact stand on the page as MathML already, and the page is cited once: what is copied need not stand there twice.
const cite = document.querySelector("#cite pre")?.textContent;
const tex = (text) => text.replace(/[_#%&$]/g, "\\$&").replaceAll("^", "\\^{}").replaceAll("--", "-{}-");
const bibtex = (fact) => cite
  .replace(",", () => `:${fact.id},`)
  .replace(/title = {(.*)}/, (_, title) => `title = {${title}: ${tex(fact.querySelector("h4 a").title)}}`)
  .replace(".html}", () => `.html\\#${tex(fact.id)}}`)
  .replace("note = {", () => `note = {${fact.querySelector(".badge").textContent}; `);
const offer = (after, name, text) => {
  const block = after.cloneNode(true);
  block.querySelector("p").textContent = name;
  block.querySelector("pre").textContent = text;
  after.after(block);
};
for (const fact of document.querySelectorAll(".fact")) {
  const formulas = [...fact.querySelectorAll(".said math:not(.sum > *), .said .sum")].map((formula) => {
    // A sum stands in parts on the page, so that its lines break.
    const [whole, ...others] = [...(formula.matches(".sum") ? formula.children : [formula])].map((part) => part.cloneNode(true));
    whole.append(...others.flatMap((part) => [...part.childNodes]));
    return new XMLSerializer().serializeToString(whole);
  }).join("\n");
  const copies = fact.querySelectorAll(".copy");
  offer(copies[copies.length - 1], "BibTeX", bibtex(fact));
  if (formulas) offer(copies[0], "MathML", formulas);
}
for (const block of document.querySelectorAll(".copy")) {
  const button = document.createElement("button");
  const text = block.querySelector("pre");
  button.type = "button";
  button.textContent = `Copy ${block.querySelector("p").textContent}`;
  button.addEventListener("click", () => {
    const selection = window.getSelection();
    selection.selectAllChildren(text);
    document.execCommand("copy");
    button.textContent = "Copied";
  });
  block.querySelector("p").replaceChildren(button);
}
