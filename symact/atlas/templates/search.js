// Adds a search to pages that can be read without it; the index lies here, since a page of a file may fetch nothing.
"use strict";
const INDEX = {{ index }};
const box = document.getElementById("search");
const query = document.getElementById("query");
const found = document.getElementById("found");
box.hidden = false;
query.addEventListener("input", () => {
  const words = query.value.toLowerCase().split(/\s+/).filter(Boolean);
  found.replaceChildren();
  if (!words.length) return;
  for (const [shown, address, text] of INDEX) {
    if (!words.every((word) => text.includes(word) || shown.toLowerCase().includes(word))) continue;
    const item = document.createElement("li");
    const link = document.createElement("a");
    link.href = address;
    link.textContent = shown;
    item.append(link);
    found.append(item);
    if (found.childElementCount === 12) break;
  }
});
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
