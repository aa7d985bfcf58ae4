"use strict";
// The grid of many entries: a spreadsheet's rows pasted into it are read and checked by the server like all others,
// the lists complete each of several words in a cell, and what was said of a row is not said once it is changed.
{
  const words = new Map();
  const inGrid = (event, what) => event.target.closest?.(`.entry-grid ${what}`);

  const complete = (cell) => {
    if (!words.has(cell.list)) words.set(cell.list, [...cell.list.options].map((each) => each.value));
    const before = cell.value.match(/^.*;\s*/)?.[0] ?? "";
    cell.list.replaceChildren(...words.get(cell.list).map((each) => new Option("", before + each)));
  };

  document.addEventListener("paste", (event) => {
    const form = inGrid(event, ":is(input, select)")?.form;
    const text = event.clipboardData.getData("text/plain");
    if (!form || !text.includes("\t")) return;
    event.preventDefault();
    form.elements.pasted.value = text;
    form.requestSubmit(form.querySelector('button[value="paste"]'));
  });
  document.addEventListener("focusin", (event) => {
    if (inGrid(event, "[list]")) complete(event.target);
  });
  document.addEventListener("input", (event) => {
    if (inGrid(event, "[list]")) complete(event.target);
    const row = inGrid(event, "tr");
    const said = row?.querySelector(":is(.entry-ready, .entry-blank)");
    if (!said) return;
    said.className = "entry-typed";
    said.textContent = row.closest("table").dataset.typed;
    row.querySelector(".entry-verdict button")?.remove();
  });
}
