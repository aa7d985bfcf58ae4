"use strict";
// Runs before htmx begins. Answers hold no script; nothing is evaluated, styled inline or kept in the browser's storage.
Object.assign(htmx.config, {
  allowEval: false,
  allowScriptTags: false,
  includeIndicatorStyles: false,
  selfRequestsOnly: true,
  historyCacheSize: 0,
  refreshOnHistoryMiss: true,
  scrollBehavior: "auto",
  // Attributes are taken over as they are: styles set inline are none that our policy lets through.
  attributesToSettle: [],
  // A refused form is answered with its page: shown like any other.
  responseHandling: [
    { code: "204", swap: false },
    { code: "...", swap: true },
  ],
});
