"use strict";
// What a person has typed and not sent: nothing may take it away.
const typing = (() => {
  const differs = (field) => {
    if (field.type === "hidden" || field.type === "submit" || field.disabled) return false;
    if (field.type === "checkbox" || field.type === "radio") return field.checked !== field.defaultChecked;
    if (field.tagName !== "SELECT") return "defaultValue" in field && field.value !== field.defaultValue;
    const options = [...field.options];
    const first = options.findIndex((each) => each.defaultSelected);
    if (field.multiple) return options.some((each) => each.selected !== each.defaultSelected);
    return field.selectedIndex !== Math.max(first, 0);
  };
  // A form that came back with faults holds what was typed before.
  const isTyped = (form) => form.querySelector("[aria-invalid]") !== null || [...form.elements].some(differs);
  const forms = (within) => [...within.querySelectorAll("form")];
  const isAtAField = () => document.activeElement?.matches("main :is(input, select, textarea, [contenteditable])");
  return {
    holds: (node) => (node.tagName === "FORM" && isTyped(node)) || forms(node).some(isTyped),
    isGoingOn: () => isAtAField() || forms(document.getElementById("main")).some(isTyped),
  };
})();
// A form that is sent elsewhere than to its own address, such as for another language, leads to a whole page.
document.addEventListener("submit", (event) => event.submitter?.hasAttribute("formaction") && event.stopPropagation(), true);
