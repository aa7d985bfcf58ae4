"use strict";
// What tests ask of a page that is open, beside what axe does.
window.examination = (() => {
  const STOPS = "a[href], button, input, select, textarea, summary, [tabindex]";
  const BOXES = "button:not(.plain), select, textarea, input:is([type=date], [type=text]), .mark, .past, .summary, .wrong, .matrix td, .waiting li";
  const EDGES = ["InlineStart", "BlockEnd"];
  const isShown = (node) => node.checkVisibility({ visibilityProperty: true });
  const told = (node) => node.outerHTML.slice(0, 160);

  // What the Tab key stops at, in its order.
  const stops = (within) =>
    [...within.querySelectorAll(STOPS)].filter((each) => each.tabIndex >= 0 && !each.disabled && isShown(each));

  const isAnAct = (node) => node.matches(".primary, input, select, textarea");

  const kind = (node) => `${node.tagName}.${node.getAttribute("class") ?? ""}.${node.getAttribute("type") ?? ""}`;

  const part = (node) => `${kind(node.parentElement)} > ${kind(node)}`;

  // What main is built of, drawings left out.
  const within = () => [...document.querySelectorAll("main *")].filter((each) => !each.closest("svg") && isShown(each));

  // A label stands for a box that is drawn by it.
  const drawn = (node) => (node.matches("input") && node.closest("label")) || node;

  const isOnTop = (node, x, y) => node.contains(document.elementFromPoint(x, y));

  // Of nine points of what has the focus, most are within the window and under nothing.
  const isSeen = (node) => [...node.getClientRects()].some((box) => {
    if (!box.width || !box.height) return false;
    const [left, right] = [Math.max(box.left, 0), Math.min(box.right, innerWidth)];
    const [top, bottom] = [Math.max(box.top, 0), Math.min(box.bottom, innerHeight)];
    if (right <= left || bottom <= top) return false;
    const at = (from, to) => [0.1, 0.5, 0.9].map((part) => from + (to - from) * part);
    const points = at(left, right).flatMap((x) => at(top, bottom).map((y) => [x, y]));
    // Once most are, the rest is not asked for: each point costs as much as the focus itself.
    let seen = 0;
    return points.some(([x, y]) => isOnTop(node, x, y) && ++seen > points.length / 2);
  });

  const hasRing = (node) =>
    [node, drawn(node)].some((each) => {
      const style = getComputedStyle(each);
      return style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 2;
    });

  return {
    // What a page is for and what lies around it, each without its words and numbers: rules of markup judge two that
    // are alike alike.
    markup() {
      const copy = document.documentElement.cloneNode(true);
      for (const each of copy.querySelectorAll("svg :not(title, desc, use)")) each.remove();
      const main = copy.querySelector("main");
      main.remove();
      return [main, copy].map((each) => each.outerHTML
        .replace(/>[^<]*[^<\s][^<]*</g, ">x<")
        .replace(/ ([\w-]+)="[^"]*\d[^"]*"/g, ' $1="0"')
        .replace(/ (aria-label|title|placeholder|value|lang)="[^"]+"/g, ' $1="x"'));
    },

    // What it is built of: each kind of element within another.
    parts: () => [...new Set(within().map(part))],

    // Marks what is of none of the parts that are known.
    markNew(known) {
      const old = new Set(known);
      for (const each of within()) each.toggleAttribute("data-new", !old.has(part(each)));
    },

    // A box whose edge is gone: it is not drawn, or in the colour that it lies on.
    edgeless(also = "") {
      const behind = getComputedStyle(document.body).backgroundColor;
      const hasEdge = (style, edge) =>
        parseFloat(style[`border${edge}Width`]) > 0 && style[`border${edge}Style`] !== "none" && style[`border${edge}Color`] !== behind;
      return [...document.querySelectorAll([BOXES, also].filter(Boolean).join())]
        .filter((each) => isShown(each) && !EDGES.some((edge) => hasEdge(getComputedStyle(each), edge)))
        .map((each) => `no edge: ${told(each)}`);
    },

    // What scrolls sideways; what has the focus and is covered, out of the window or without a ring.
    misplaced() {
      const wide = document.documentElement.scrollWidth > innerWidth ? ["scrolls sideways"] : [];
      const lost = stops(document).map((each) => {
        each.focus();
        if (document.activeElement !== each) return `takes no focus: ${told(each)}`;
        if (!isSeen(drawn(each))) return `has the focus and is hidden: ${told(each)}`;
        return hasRing(each) ? "" : `has the focus and no ring: ${told(each)}`;
      });
      document.activeElement.blur();
      scrollTo(0, 0);
      return [...wide, ...lost.filter(Boolean)];
    },

    // How many stops of the Tab key it takes from the beginning of the content to what the page is for.
    stopsToTheFirstAct: () => 1 + stops(document.getElementById("main")).findIndex(isAnAct),

    isAtAnAct: () => isAnAct(document.activeElement),
  };
})();
