"use strict";
// A field that is needed by what another says appears then; without script it is always there, with its hint.
{
  const parts = [...document.querySelectorAll("[data-field]")];
  const says = (part, field) => {
    if (part.dataset.before) return field.value !== "" && field.value < part.dataset.before;
    return (field.type !== "checkbox" && field.type !== "radio") || field.checked ? field.value === part.dataset.value : false;
  };
  const look = () => {
    for (const part of parts) {
      const fields = [...part.closest("form").elements].filter((each) => each.name === part.dataset.field);
      part.hidden = !fields.some((each) => says(part, each));
      for (const each of part.querySelectorAll("input, select, textarea")) each.disabled = part.closest("[hidden]") !== null;
    }
  };
  if (parts.length) {
    document.addEventListener("input", look);
    document.addEventListener("change", look);
    look();
  }
}
