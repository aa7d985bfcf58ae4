"use strict";
// Steps through the history in place: the page of another moment is asked for, and only what differs is replaced.
{
  const still = matchMedia("(prefers-reduced-motion: reduce)");
  const play = () => document.getElementById("play");
  let timer = 0;
  let isPlaying = false;
  let chosen = null;

  // The speed that was chosen holds from the next event on, also while it plays.
  const paced = (address) => {
    const asked = new URL(address, location.href);
    const given = asked.searchParams.get("speed") ?? "normal";
    if (chosen && chosen !== given) asked.searchParams.set("speed", chosen);
    return asked.href;
  };

  const said = () => {
    const button = play();
    if (!button) return;
    button.setAttribute("role", "button");
    button.setAttribute("aria-pressed", String(isPlaying));
    button.querySelector("span").textContent = isPlaying ? button.dataset.pause : button.dataset.label;
    button.querySelector("use").setAttribute("href", isPlaying ? "#s-paused" : "#s-play");
  };

  const go = async (address) => {
    const asked = paced(address);
    const shown = await renewal(asked).catch(() => false);
    if (shown) history.pushState(null, "", shown);
    else location.assign(asked);
    said();
  };

  const stop = () => {
    isPlaying = false;
    clearTimeout(timer);
    said();
  };

  const onward = async () => {
    timer = 0;
    const next = document.querySelector("a#step-next[href]");
    if (!isPlaying || !next || document.hidden) return stop();
    await go(next.href);
    if (isPlaying) wait();
  };

  const wait = () => {
    timer = setTimeout(onward, Number(play().dataset.play));
  };

  document.addEventListener("click", async (event) => {
    if (event.ctrlKey || event.metaKey || event.shiftKey) return;
    const button = event.target.closest("#play");
    const link = event.target.closest("a[data-step]");
    if (!button && !link) return;
    event.preventDefault();
    if (link || isPlaying || still.matches) {
      const isPause = button && isPlaying;
      stop();
      if (!isPause) await go((button ?? link).href);
      return;
    }
    isPlaying = true;
    await go(button.href);
    wait();
  });
  document.addEventListener("change", (event) => {
    if (event.target.id === "speed") {
      chosen = event.target.value;
      [...event.target.options].forEach((each) => (each.defaultSelected = each.selected));
      if (isPlaying && timer) {
        clearTimeout(timer);
        onward();
      }
    }
    const form = event.target.closest?.("form[data-step]");
    if (form) form.requestSubmit();
  });
  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (!form.matches("form[data-step]")) return;
    event.preventDefault();
    stop();
    go(`${form.action}?${new URLSearchParams(new FormData(form))}`);
  });
  window.addEventListener("popstate", () => renewal(location.href).then((shown) => shown || location.reload()));
  if (play() && !still.matches) said();
}
