/* Short forms where one is: a link with [data-dialog] shows the form of its page in a dialog. An
   answer with errors stays in it, and so does the form when the server can't answer; a success
   goes on as it would without this file, and focus returns to the link. A page without a form
   opens as a page. [data-dialog="id"] opens the dialog
   of that id, which is on the page already. */
"use strict";
(() => {
  const FIELDS = "input:not([type=hidden]), select, textarea";
  const REFERENCES = ["for", "form", "list", "headers", "aria-labelledby", "aria-describedby", "aria-controls"];
  const KEPT = "focus-after-form"; /* read by focus.js when the next page opens */
  const dialog = document.getElementById("short-form");
  if (!dialog) {
    return;
  }
  const title = dialog.querySelector("h2");
  const body = dialog.querySelector(".dialog-body");
  let opener = null;
  let trail = []; /* addresses of what was shown, for forms that lead back to an earlier one */

  function here() {
    return location.pathname + location.search;
  }

  function isFilledIn(form) {
    if (form.closest("header, dialog") || form.matches("[role=search], .filter-search")) {
      return false;
    }
    return dialog.open || form.matches(".confirm") || form.querySelector(FIELDS) !== null;
  }

  function pageOf(text) {
    return new DOMParser().parseFromString(text, "text/html");
  }

  /* The page below may have the same form, and an id must mean one element. */
  function setApart(part) {
    const ids = new Set([...part.querySelectorAll("[id]")].map((one) => one.id));
    const renamed = (text) => text.split(" ").map((id) => (ids.has(id) ? `dialog-${id}` : id)).join(" ");
    for (const name of ["id", ...REFERENCES]) {
      for (const one of part.querySelectorAll(`[${name}]`)) {
        one.setAttribute(name, renamed(one.getAttribute(name)));
      }
    }
    for (const link of part.querySelectorAll('a[href^="#"]')) {
      link.setAttribute("href", `#${renamed(link.getAttribute("href").slice(1))}`);
    }
  }

  /* What a page has below its heading; null if there is nothing to fill in. */
  function contentOf(text, url) {
    const page = pageOf(text);
    const header = page.querySelector("main .page-header");
    if (!header || ![...page.querySelectorAll("main form")].some(isFilledIn)) {
      return null;
    }
    const part = document.createDocumentFragment();
    for (let node = header.nextElementSibling; node; node = node.nextElementSibling) {
      if (!node.matches("footer, dialog")) {
        part.append(document.importNode(node, true));
      }
    }
    for (const form of part.querySelectorAll("form:not([action])")) { /* "" would mean the page below */
      form.setAttribute("action", url);
    }
    for (const link of part.querySelectorAll('a[href^="?"]')) {
      link.href = new URL(link.getAttribute("href"), new URL(url, location.href));
    }
    setApart(part);
    return { heading: header.querySelector("h1").textContent.trim(), part };
  }

  function show(text, url) {
    const content = contentOf(text, url);
    if (!content) {
      return false;
    }
    if (!trail.includes(url)) {
      trail.push(url);
    }
    title.textContent = content.heading;
    body.replaceChildren(content.part);
    if (!dialog.open) {
      dialog.showModal();
    }
    window.htmx?.process(body);
    body.dispatchEvent(new CustomEvent("htmx:load", { bubbles: true })); /* forms.js watches drafts */
    dialog.scrollTop = 0;
    const first = body.querySelector("[data-focus]") || body.querySelector(FIELDS);
    if (first) {
      first.focus();
    } else {
      title.tabIndex = -1;
      title.focus();
    }
    return true;
  }

  async function open(url) {
    try {
      const answer = await fetch(url, { headers: { "X-Dialog": "1" } });
      const at = new URL(answer.url);
      const moved = at.pathname !== new URL(url, location.href).pathname; /* the session ended */
      const isPage = answer.headers.get("Content-Type")?.startsWith("text/html");
      const shown = answer.ok || answer.status === 422; /* a choice that was left open */
      if (moved || !isPage || !shown || !show(await answer.text(), at.pathname + at.search)) {
        location.assign(url);
      }
    } catch {
      location.assign(url);
    }
  }

  function follow(target) {
    const to = new URL(target, location.href);
    const path = to.pathname + to.search;
    if (dialog.open && trail.includes(path)) {
      open(path);
      return;
    }
    if (opener) {
      const row = opener.closest("li, tr");
      const kept = { path: to.pathname, link: opener.getAttribute("href"), id: row?.id, place: -1 };
      sessionStorage.setItem(KEPT, JSON.stringify(kept));
    }
    if (path === here()) {
      history.replaceState(null, "", to);
      location.reload();
    } else {
      location.assign(to);
    }
  }

  /* Why nothing was saved, above the form, which keeps its text. */
  function refuse(form, why) {
    const note = document.createElement("p");
    note.className = "message message-error";
    note.setAttribute("role", "alert");
    note.textContent = why;
    if (!dialog.open) {
      title.textContent = document.querySelector("h1").textContent;
      dialog.showModal();
    }
    body.querySelector(":scope > .message-error")?.remove();
    body.prepend(note);
    dialog.scrollTop = 0;
    form.dispatchEvent(new CustomEvent("accord:unsent")); /* forms.js keeps its draft */
  }

  function reasonOf(text) {
    const found = pageOf(text).querySelectorAll("main h1, main h1 ~ p, main .page-header ~ p");
    const said = [...found].slice(0, 2).map((one) => one.textContent.trim());
    return said.join(". ") || document.body.dataset.unsaved;
  }

  async function send(form, submitter) {
    const data = new FormData(form, submitter);
    const url = new URL(form.getAttribute("action"), location.href);
    if (!data.get("next") && !url.searchParams.get("next")) {
      data.set("next", here());
    }
    form.dataset.sending = "";
    submitter?.setAttribute("aria-busy", "true");
    try {
      const answer = await fetch(url, { method: "POST", body: data, headers: { "X-Dialog": "1" } });
      const target = answer.headers.get("X-Location");
      const text = await answer.text();
      if (target) {
        delete form.dataset.dirty;
        follow(target);
      } else if (!show(text, url.pathname + url.search)) {
        if (answer.ok || !dialog.contains(form)) {
          delete form.dataset.dirty;
          location.assign(url);
        } else {
          refuse(form, reasonOf(text));
        }
      }
    } catch {
      refuse(form, document.body.dataset.offline);
    }
    delete form.dataset.sending;
    submitter?.removeAttribute("aria-busy");
  }

  function plainClick(event) {
    return event.button === 0 && !event.ctrlKey && !event.metaKey && !event.shiftKey && !event.altKey;
  }

  document.addEventListener("click", (event) => {
    const link = event.target.closest("[data-dialog]:not(form)");
    if (link?.dataset.dialog) {
      event.preventDefault();
      document.getElementById(link.dataset.dialog).showModal();
    } else if (link?.href && plainClick(event)) {
      event.preventDefault();
      if (!dialog.contains(link)) {
        opener = link;
        trail = [];
      }
      open(link.getAttribute("href"));
    } else if (event.target.closest("dialog [data-cancel]") && plainClick(event)) {
      event.preventDefault();
      event.target.closest("dialog").close();
    }
  });

  document.addEventListener("accord:dialog", ({ detail }) => {
    opener = detail.opener;
    trail = [];
    open(detail.url);
  });

  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (!dialog.contains(form) && !form.hasAttribute("data-dialog")) {
      return;
    }
    event.preventDefault();
    if (form.method === "get") {
      open(`${form.getAttribute("action").split("?")[0]}?${new URLSearchParams(new FormData(form))}`);
    } else if (!("sending" in form.dataset)) {
      if (!dialog.contains(form)) {
        opener = document.getElementById(form.dataset.opener);
        trail = [];
      }
      send(form, event.submitter);
    }
  }, true);

  dialog.addEventListener("close", () => {
    body.replaceChildren();
    const box = document.getElementById("top-search");
    const summary = opener?.closest("details")?.querySelector("summary");
    const inPalette = opener?.matches("[role=option]");
    const reachable = !inPalette && opener?.checkVisibility() ? opener : null;
    (reachable || (!inPalette && summary) || box)?.focus();
  });
})();
