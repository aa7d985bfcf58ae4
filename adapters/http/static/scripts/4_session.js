"use strict";
// Some minutes before a session ends it can be prolonged; another window may have done so already.
{
  const WARNED_BEFORE = 5 * 60_000;
  const panel = document.getElementById("session");
  const dialog = panel?.querySelector("dialog");
  let timer = 0;

  if (dialog) {
    const ahead = Date.parse(panel.dataset.now) - Date.now();
    const expires = Date.parse(panel.dataset.expires);
    let ends = Date.parse(panel.dataset.ends);
    const left = () => ends - (Date.now() + ahead);
    const isLast = () => ends >= expires;

    const ask = async (headers) => {
      const answer = await fetch(panel.dataset.address, { headers, redirect: "manual" });
      const told = Date.parse(answer.headers.get("Femsteg-Session-Ends") ?? "");
      if (answer.type === "opaqueredirect") ends = 0;
      else if (!Number.isNaN(told)) ends = told;
    };

    const after = (milliseconds, then) => {
      clearTimeout(timer);
      timer = setTimeout(then, Math.min(Math.max(milliseconds, 0), 2 ** 31 - 1));
    };

    const plan = () => after(left() - WARNED_BEFORE, check);

    const show = (name) => {
      for (const each of dialog.querySelectorAll("[data-part]")) each.hidden = !each.dataset.part.split(" ").includes(name);
      const at = new Date(ends - ahead).toLocaleTimeString(document.documentElement.lang, { hour: "2-digit", minute: "2-digit" });
      for (const each of dialog.querySelectorAll("time")) each.textContent = at;
      if (!dialog.open) dialog.showModal();
    };

    const end = () => {
      ends = 0;
      show("ended");
    };

    const check = async () => {
      try {
        await ask({ "Femsteg-Unattended": "1" });
      } catch {
        after(10_000, check); // no network: nothing is known
        return;
      }
      if (left() > WARNED_BEFORE) return plan();
      if (left() <= 0) return end();
      show(isLast() ? "last" : "warning");
      after(left(), check);
    };

    // Closing it says that somebody is there.
    dialog.addEventListener("close", async () => {
      if (left() <= 0 || isLast()) return;
      await ask({}).catch(() => undefined);
      plan();
    });
    dialog.addEventListener("click", (event) => event.target.closest("[data-close]") && dialog.close());
    document.addEventListener("visibilitychange", () => !document.hidden && left() <= WARNED_BEFORE && !dialog.open && ends > 0 && check());
    document.addEventListener("femsteg:session-ended", end);
    plan();
  }
}
