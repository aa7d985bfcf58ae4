"use strict";
// A page that others have changed says so: it renews itself, or asks first where something is being typed.
{
  const live = document.getElementById("live");
  const said = live?.querySelector("[aria-live]");
  let source = null;
  let known = live ? new URL(live.dataset.address, location.href).searchParams.get("after") : "";

  const say = (name) => said.replaceChildren(live.querySelector(`template[data-said=${name}]`).content.cloneNode(true));

  const renew = async () => {
    const hasChanged = await renewal();
    if (!hasChanged) return said.replaceChildren();
    say("renewed");
    const told = said.firstElementChild;
    setTimeout(() => told.isConnected && said.replaceChildren(), 10_000);
  };

  // What this window has saved itself is no news to it.
  const saved = new Set();
  document.addEventListener("htmx:beforeSwap", ({ detail }) => {
    const position = new URL(detail.xhr.responseURL).searchParams.get("done");
    saved.add(position);
    if (position && position === known) said?.replaceChildren();
  });

  const tell = () => {
    if (saved.has(known)) return;
    if (live.dataset.form !== undefined || typing.isGoingOn()) say("changed");
    else renew();
  };

  // It may be told before the answer to what is being sent says that it was this window.
  let sending = 0;
  let isUntold = false;
  document.addEventListener("htmx:beforeRequest", () => (sending += 1));
  document.addEventListener("htmx:afterRequest", () => {
    sending -= 1;
    if (sending || !isUntold) return;
    isUntold = false;
    tell();
  });

  const hear = (event) => {
    known = event.lastEventId;
    if (sending) isUntold = true;
    else tell();
  };

  const close = () => {
    source?.close();
    source = null;
  };

  // One connection for the window that is looked at: browsers have few to a host.
  const open = () => {
    if (source || document.hidden) return;
    const address = new URL(live.dataset.address, location.href);
    address.searchParams.set("after", known);
    source = new EventSource(address);
    source.addEventListener("changed", hear);
    source.addEventListener("ended", () => {
      close();
      document.dispatchEvent(new CustomEvent("femsteg:session-ended"));
    });
    source.addEventListener("error", () => {
      if (source?.readyState !== EventSource.CLOSED) return;
      close();
      setTimeout(open, 60_000);
    });
  };

  if (live && "EventSource" in window) {
    document.addEventListener("visibilitychange", () => (document.hidden ? close() : open()));
    window.addEventListener("pagehide", close);
    window.addEventListener("pageshow", open);
    live.addEventListener("click", (event) => {
      if (!event.target.closest("[data-renew]")) return;
      event.preventDefault();
      renew().then(() => document.getElementById("main").focus({ preventScroll: true }));
    });
    open();
  }
}
