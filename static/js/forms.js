/* Forms: no double sending, a warning before typed text is lost, and a draft of long forms that
   survives a closed page or an ended session (in this tab and for this person only). */
"use strict";
(() => {
  const SKIPPED = ["csrfmiddlewaretoken", "next"];
  const user = document.body.dataset.user;
  const prefix = "draft:";

  /* Drafts */

  function keyOf(form) {
    const at = new URL(form.action || location.href, location.href);
    return `${prefix}${user}:${at.pathname}${at.search}`;
  }

  /* After errors the server's answer already holds what was typed. */
  function isShownAgain(form) {
    return "bound" in form.dataset || document.querySelector(".errors") !== null;
  }

  function read(key) {
    try {
      return JSON.parse(sessionStorage.getItem(key));
    } catch {
      return null;
    }
  }

  function write(key, draft) {
    try {
      sessionStorage.setItem(key, JSON.stringify(draft));
    } catch {
      /* Storage is full or forbidden: the warning before leaving still holds. */
    }
  }

  function drafts() {
    try {
      return Object.keys(sessionStorage).filter((key) => key.startsWith(prefix));
    } catch {
      return [];
    }
  }

  function entries(form) {
    const secret = new Set(
      [...form.querySelectorAll("input[type=password], input[type=file]")].map((field) => field.name)
    );
    return [...new FormData(form)].filter(
      ([name, value]) => typeof value === "string" && !SKIPPED.includes(name) && !secret.has(name)
    );
  }

  function restore(form, kept) {
    const values = new Map();
    for (const [name, value] of kept) {
      values.set(name, [...(values.get(name) || []), value]);
    }
    for (const field of form.elements) {
      if (!field.name || SKIPPED.includes(field.name) || ["password", "file", "submit"].includes(field.type)) {
        continue;
      }
      const wanted = values.get(field.name) || [];
      if (field.type === "checkbox" || field.type === "radio") {
        field.checked = wanted.includes(field.value);
      } else if (field.type === "select-multiple") {
        for (const option of field.options) {
          option.selected = wanted.includes(option.value);
        }
      } else if (wanted.length) {
        field.value = wanted[0];
      }
    }
  }

  /* A draft that was sent is dropped once a page of the signed-in person shows that it went
     through; a public page (the log-in, an error), or coming back from no page at all, means that
     it did not. */
  let cameBack = performance.getEntriesByType("navigation")[0]?.type === "back_forward";
  function settle(forms) {
    const shownAgain = new Set(forms.filter(isShownAgain).map(keyOf));
    for (const key of drafts()) {
      const draft = read(key);
      if (draft === null) {
        sessionStorage.removeItem(key);
      } else if (draft.sent && (!user || cameBack || shownAgain.has(key))) {
        write(key, { ...draft, sent: false });
      } else if (draft.sent) {
        sessionStorage.removeItem(key);
      }
    }
  }

  function notice(form, key) {
    const template = document.getElementById("draft-notice");
    if (!template) {
      return;
    }
    const box = template.content.firstElementChild.cloneNode(true);
    box.querySelector("button").addEventListener("click", () => {
      sessionStorage.removeItem(key);
      form.reset();
      delete form.dataset.dirty;
      box.remove();
      form.querySelector("input:not([type=hidden]), select, textarea")?.focus();
    });
    form.prepend(box);
  }

  function watch(form) {
    const key = keyOf(form);
    const kept = read(key);
    const fresh = JSON.stringify(entries(form));
    if (kept && !isShownAgain(form) && JSON.stringify(kept.entries) !== fresh) {
      restore(form, kept.entries);
      form.dataset.dirty = "";
      notice(form, key);
    }
    let timer = 0;
    function keep(sent) {
      clearTimeout(timer);
      write(key, { entries: entries(form), sent });
    }
    form.addEventListener("input", () => {
      form.dataset.dirty = "";
      clearTimeout(timer);
      timer = setTimeout(keep, 400, false);
    });
    form.addEventListener("submit", (event) => {
      if (!event.defaultPrevented || !form.matches(SAVES_ITSELF)) {
        keep(true);
      }
    });
    form.addEventListener("accord:unsent", () => keep(false));
    form.addEventListener("htmx:afterRequest", ({ target, detail }) => {
      if (target === form && form.isConnected && !arrived(detail)) {
        keep(false);
      }
    });
  }

  /* A form that saves itself while one types: what is saved needs neither a draft nor a warning.
     Its button waits for a save under way, which would look like somebody else's. */
  const SAVES_ITSELF = "form[data-guard][hx-post][hx-trigger]";

  /* After a session ended the answer is the page to log in. */
  function isElsewhere({ xhr, requestConfig }) {
    const asked = new URL(requestConfig.path, location.href);
    return new URL(xhr.responseURL).pathname !== asked.pathname;
  }

  function arrived(detail) {
    return detail.successful && detail.xhr.status < 400 && !isElsewhere(detail);
  }

  function typed(form) {
    return JSON.stringify(entries(form).filter(([name]) => name !== "version"));
  }

  function followSaves(form) {
    const key = keyOf(form);
    let saving = null; /* the text of the save under way */
    let pressed = false;
    function fail() {
      document.querySelector(form.getAttribute("hx-target")).textContent = document.body.dataset.unsaved;
    }
    form.addEventListener("submit", (event) => {
      if (saving !== null) {
        event.preventDefault();
        pressed = true;
      }
    });
    form.addEventListener("htmx:beforeRequest", (event) => {
      if (event.target === form && "sending" in form.dataset) {
        event.preventDefault();
      } else if (event.target === form) {
        saving = typed(form);
      }
    });
    form.addEventListener("htmx:beforeSwap", ({ detail }) => {
      if (detail.requestConfig.elt === form && detail.shouldSwap && isElsewhere(detail)) {
        detail.shouldSwap = false;
        fail();
      }
    });
    form.addEventListener("htmx:sendError", fail);
    form.addEventListener("htmx:responseError", fail);
    form.addEventListener("htmx:afterRequest", ({ target, detail }) => {
      if (target !== form) {
        return;
      }
      if (arrived(detail) && saving === typed(form)) {
        sessionStorage.removeItem(key);
        delete form.dataset.dirty;
      } else if (arrived(detail)) { /* one typed on; the draft needs the new version */
        write(key, { entries: entries(form), sent: false });
      }
      saving = null;
      if (pressed) {
        pressed = false;
        setTimeout(() => form.requestSubmit());
      }
    });
    /* Leaving saves what is not saved yet. */
    form.querySelector("[data-done]")?.addEventListener("click", (event) => {
      if ("dirty" in form.dataset) {
        event.preventDefault();
        event.stopImmediatePropagation();
        form.requestSubmit();
      }
    }, true);
  }

  function begin(form) {
    if (form.matches(SAVES_ITSELF)) {
      followSaves(form);
    }
    watch(form);
  }

  const forms = [...document.querySelectorAll("form[data-guard]")];
  settle(forms);
  cameBack = false;
  if (user) {
    forms.forEach(begin);
  }
  document.addEventListener("htmx:load", (event) => {
    const added = [...event.target.querySelectorAll("form[data-guard]")].filter(
      (form) => !forms.includes(form)
    );
    if (user && added.length) {
      settle(added);
      added.forEach(begin);
    }
  });

  /* Sending once, and leaving with unsaved text */

  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (form.method !== "post" || event.defaultPrevented) {
      return;
    }
    if ("sending" in form.dataset) {
      event.preventDefault();
      return;
    }
    form.dataset.sending = "";
    delete form.dataset.dirty;
    event.submitter?.setAttribute("aria-busy", "true");
  });
  document.addEventListener("htmx:afterRequest", (event) => {
    delete event.target.closest("form")?.dataset.sending;
  });
  window.addEventListener("pageshow", () => {
    for (const form of document.querySelectorAll("form[data-sending]")) {
      delete form.dataset.sending;
      form.querySelector("[aria-busy]")?.removeAttribute("aria-busy");
    }
  });
  window.addEventListener("beforeunload", (event) => {
    if (document.querySelector("form[data-dirty]")) {
      event.preventDefault();
    }
  });
})();
