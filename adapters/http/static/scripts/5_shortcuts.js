"use strict";
// What a page marks with data-key is reached by these keys, unless something is being typed or it was turned off.
{
  const OFF = "femsteg-shortcuts-off";
  const switcher = document.getElementById("shortcuts-switch");
  const isOff = () => localStorage.getItem(OFF) !== null;
  let first = "";

  document.addEventListener("keydown", (event) => {
    const isBusy = event.target.closest?.("input, select, textarea, [contenteditable], dialog");
    if (event.ctrlKey || event.altKey || event.metaKey || event.repeat || isBusy || isOff()) return;
    if (event.key === "Shift") return;
    const pressed = first + event.key;
    first = !first && event.key === "g" ? "g " : "";
    const node = document.querySelector(`[data-key="${CSS.escape(pressed)}"]`);
    if (!node) return;
    event.preventDefault();
    if (!node.checkVisibility()) node.closest("details")?.setAttribute("open", "");
    if (node.matches("input")) node.select();
    node.matches("input") ? node.focus() : node.click();
  });

  if (switcher) {
    const show = () => {
      switcher.textContent = isOff() ? switcher.dataset.on : switcher.dataset.off;
      switcher.hidden = false;
    };
    switcher.addEventListener("click", () => {
      if (isOff()) localStorage.removeItem(OFF);
      else localStorage.setItem(OFF, "");
      show();
    });
    show();
  }
}
