"use strict";
// A question of the picture is saved once it is answered whole. What is typed stays where it is, whatever the answer says;
// what was saved counts as typed no more.
{
  const of = (node) => node?.closest?.("[hx-trigger=answered]");
  const isWhole = (asked) => asked.querySelector("[type=radio]:checked") && asked.querySelector("select").value;
  const told = (asked) => asked.querySelector(".told");

  const showUnsaved = (asked) => {
    if (!told(asked).querySelector(".error")) told(asked).append(document.getElementById("not-saved").content.cloneNode(true));
  };

  const settle = (asked, sent) => {
    asked.classList.toggle("wrong", told(asked).querySelector(".error") !== null);
    if (asked.matches(".wrong")) return;
    for (const each of asked.querySelectorAll("fieldset :is(input:not([type=hidden]), option)")) {
      const value = sent.get(each.closest("select")?.name ?? each.name);
      if (each.type === "radio") each.defaultChecked = each.value === value;
      else if (each.tagName === "OPTION") each.defaultSelected = each.value === value;
      else each.defaultValue = value;
    }
  };

  document.addEventListener("change", ({ target }) => {
    const asked = of(target);
    if (asked && isWhole(asked)) htmx.trigger(asked, "answered");
  });
  document.addEventListener("htmx:beforeSwap", ({ detail }) => {
    const asked = of(detail.requestConfig.elt);
    if (!asked || detail.serverResponse.includes(`id="${told(asked).id}"`)) return;
    detail.shouldSwap = false;
    showUnsaved(asked);
  });
  document.addEventListener("htmx:afterSwap", ({ detail }) => {
    const asked = of(detail.requestConfig.elt);
    if (asked) settle(asked, detail.requestConfig.formData);
  });
  document.addEventListener("htmx:sendError", ({ detail }) => {
    const asked = of(detail.requestConfig.elt);
    if (asked) showUnsaved(asked);
  });
}
