"use strict";
// How many boxes of a form are ticked is said in it, as they are ticked.
{
  const count = (form) => {
    const said = form?.querySelector("[data-counts]");
    if (!said) return;
    const ticked = [...form.elements].filter((each) => each.name === said.dataset.counts && each.checked).length;
    said.hidden = !ticked;
    said.textContent = `${said.dataset.said} ${ticked}`;
  };
  const all = () => [...document.forms].forEach(count);
  document.addEventListener("change", ({ target }) => count(target.form));
  document.addEventListener("htmx:afterSwap", all);
  window.addEventListener("pageshow", all);
}
