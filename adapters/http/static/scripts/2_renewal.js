"use strict";
// Brings a page up to date: only what differs is replaced, and neither what is typed, nor what was just said, nor focus.
const renewal = (() => {
  const SAID = "[role=status], [role=alert], dialog";
  const parts = (node) => [...node.children].filter((each) => !each.matches(SAID));
  const hasText = (node) => [...node.childNodes].some((each) => each.nodeType === Node.TEXT_NODE && each.data.trim());
  const isAlike = (one, other) => one.cloneNode(false).isEqualNode(other.cloneNode(false));
  // What a fold's summary says may be what has changed.
  const known = (details) => details.id || details.querySelector("summary")?.textContent.trim();

  const keepOpen = (old, fresh) => {
    const folds = (node) => [...(node.tagName === "DETAILS" ? [node] : []), ...node.querySelectorAll("details")];
    const opened = new Map(folds(old).map((each) => [known(each), each.open]));
    folds(fresh).forEach((each) => (each.open = opened.get(known(each)) ?? each.open));
  };

  const replace = (old, fresh) => {
    old.replaceWith(fresh);
    htmx.process(fresh);
  };

  // Around the part that holds what is typed, all is renewed; the part itself is where it was.
  const around = (old, fresh) => {
    const kept = parts(old).find(typing.holds);
    const all = parts(fresh);
    const form = kept?.matches("form") ? kept : kept?.querySelector("form");
    const place = all.find((each) => (each.matches("form") ? each : each.querySelector("form"))?.action === form?.action);
    if (!kept || !place) return;
    const own = parts(old);
    own.forEach((each) => each !== kept && each.remove());
    kept.before(...all.slice(0, all.indexOf(place)));
    kept.after(...all.slice(all.indexOf(place) + 1));
    htmx.process(old);
    renew(kept, place);
  };

  const renew = (old, fresh) => {
    if (old.tagName === "FORM" && typing.holds(old)) return;
    keepOpen(old, fresh);
    if (old.isEqualNode(fresh)) return;
    const [before, after] = [parts(old), parts(fresh)];
    const isText = hasText(old) || hasText(fresh) || !before.length;
    if (!isText && before.length === after.length && (isAlike(old, fresh) || typing.holds(old))) {
      before.forEach((each, place) => renew(each, after[place]));
    } else if (typing.holds(old)) {
      around(old, fresh);
    } else if (old.id === "main") {
      before.forEach((each) => each.remove());
      old.append(...after);
      htmx.process(old);
    } else {
      replace(old, fresh);
    }
  };

  const focused = () => {
    const node = document.activeElement;
    if (!node || node === document.body) return null;
    if (node.id) return `#${CSS.escape(node.id)}`;
    return node.hasAttribute("href") ? `${node.tagName}[href="${CSS.escape(node.getAttribute("href"))}"]` : null;
  };

  // Another moment of the page: its title, and the day in the header.
  const head = (page) => {
    document.title = page.title;
    const [old, fresh] = [document, page].map((each) => each.getElementById("day-shown"));
    if (old && fresh && !old.isEqualNode(fresh)) replace(old, fresh);
  };

  // Returns whether anything that is read has changed; where another moment was asked for, the address that shows it.
  return async (moment) => {
    const isAsked = moment !== undefined;
    const main = document.getElementById("main");
    const headers = isAsked ? {} : { "Femsteg-Unattended": "1" };
    const answer = await fetch(moment ?? location.href, { headers, redirect: isAsked ? "follow" : "manual" });
    if (!answer.ok || (isAsked && new URL(answer.url).pathname !== location.pathname)) return false;
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const fresh = page.getElementById("main");
    // What was sent meanwhile has been answered, later than this was asked.
    if (!fresh || !main?.isConnected) return false;
    if (isAsked) head(page);
    const before = main.innerText;
    const place = focused();
    const node = document.activeElement;
    renew(main, fresh);
    if (node && !node.isConnected && place) document.querySelector(place)?.focus({ preventScroll: true });
    return isAsked ? answer.url : main.innerText !== before;
  };
})();
