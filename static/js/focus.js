/* Focus is never lost: error summaries take it when a page opens; when a row leaves, by htmx or
   because its form brought the same page back, the next row gets it. [data-announce] is read out
   after its request. */
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
  let chip = "";
  document.addEventListener("htmx:beforeSwap", (event) => {
    const row = event.detail.target;
    next = null;
    /* A filter that was chosen: the list is new, and so is the chip that keeps focus. */
    chip = document.activeElement?.closest(".filter")?.querySelector("summary").id || "";
    if (row.contains(document.activeElement)) {
      next = row.nextElementSibling || row.previousElementSibling || row.closest("section, main");
    }
  });
  document.addEventListener("htmx:afterSwap", (event) => {
    const { target, requestConfig, xhr } = event.detail;
    if (chip) {
      focusOn(document.getElementById(chip));
      chip = "";
      return;
    }
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

  /* A form without htmx brings the whole page back: focus returns to its row or, where that is gone,
     to the row that now has its place; without a row, to the message. */
  const KEPT = "focus-after-form";

  function rowsWithForms() {
    return [...document.querySelectorAll("main :is(li, tr):has(form[method=post])")];
  }

  function placeOf(form) {
    const row = form.closest("li, tr");
    return { id: row?.id, place: rowsWithForms().indexOf(row) };
  }

  /* The link that opened a dialog; in a closed menu it can't be reached, so its button. */
  function opener(link) {
    const found = link && document.querySelector(`a[data-dialog][href="${CSS.escape(link)}"]`);
    return found?.checkVisibility() ? found : found?.closest("details")?.querySelector("summary");
  }

  function elementAt({ id, place, link }) {
    const rows = place >= 0 ? rowsWithForms() : [];
    const message = document.querySelector(".messages:has(.message)");
    return opener(link) || (id && document.getElementById(id)) || rows[place] || rows.at(-1) || message;
  }

  document.addEventListener("submit", ({ target, defaultPrevented }) => {
    if (target.method === "post" && !defaultPrevented && !target.hasAttribute("hx-post")) {
      const kept = { path: location.pathname, ...placeOf(target) };
      sessionStorage.setItem(KEPT, JSON.stringify(kept));
    }
  });

  function focusAfterForm() {
    const kept = JSON.parse(sessionStorage.getItem(KEPT));
    sessionStorage.removeItem(KEPT);
    if (kept?.path === location.pathname && !location.hash) {
      focusOn(elementAt(kept));
    }
  }

  /* A toast stays until the next page, or until it is dismissed. */
  const toast = document.querySelector(".messages .toast-line");
  say(toast?.querySelector("span").textContent);
  document.addEventListener("click", (event) => {
    if (event.target.closest("[data-dismiss]")) {
      event.target.closest(".toast-line").remove();
      focusOn(document.getElementById("main"));
    }
  });

  const first = document.querySelector("[data-focus]");
  if (first) {
    sessionStorage.removeItem(KEPT);
    first.focus();
  } else {
    focusAfterForm();
  }
})();
