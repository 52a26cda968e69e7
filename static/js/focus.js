/* Focus is never lost: error summaries take it when a page opens; when htmx takes a row away, the
   next row gets it. [data-announce] is read out after its request. */
"use strict";
(() => {
  const live = document.getElementById("live");
  const REACHABLE = "a[href], button:not([disabled]), input:not([type=hidden]), select, textarea, summary";

  function say(text) {
    if (live && text) {
      live.textContent = "";
      setTimeout(() => { live.textContent = text; }, 50);
    }
  }

  function focusOn(element) {
    if (!element) {
      return;
    }
    const target = element.matches(REACHABLE) ? element : element.querySelector(REACHABLE) || element;
    if (!target.matches(REACHABLE)) {
      target.tabIndex = -1;
    }
    target.focus();
  }

  /* The place to go when a row leaves: the next row, the one before, or what holds the list. */
  let next = null;
  document.addEventListener("htmx:beforeSwap", (event) => {
    const row = event.detail.target;
    next = null;
    if (row.contains(document.activeElement)) {
      next = row.nextElementSibling || row.previousElementSibling || row.closest("section, main");
    }
  });
  document.addEventListener("htmx:afterSwap", (event) => {
    const { target, requestConfig, xhr } = event.detail;
    if (xhr?.status < 400) {
      say(requestConfig?.elt?.dataset.announce);
    }
    if (document.activeElement !== document.body) {
      return;
    }
    const summary = target.isConnected && target.querySelector("[data-focus]");
    focusOn(summary || (next?.isConnected ? next : document.getElementById(target.id)));
  });
  document.addEventListener("htmx:sendError", () => say(document.body.dataset.offline));

  document.querySelector("[data-focus]")?.focus();
})();
