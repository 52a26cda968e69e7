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
     through; a public page (the log-in, an error) means that it did not. */
  function settle(forms) {
    const shownAgain = new Set(forms.filter(isShownAgain).map(keyOf));
    for (const key of drafts()) {
      const draft = read(key);
      if (draft === null) {
        sessionStorage.removeItem(key);
      } else if (draft.sent && (!user || shownAgain.has(key))) {
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
    form.addEventListener("input", () => {
      form.dataset.dirty = "";
      clearTimeout(timer);
      timer = setTimeout(() => write(key, { entries: entries(form), sent: false }), 400);
    });
    form.addEventListener("submit", () => {
      clearTimeout(timer);
      write(key, { entries: entries(form), sent: true });
    });
  }

  const forms = [...document.querySelectorAll("form[data-guard]")];
  settle(forms);
  if (user) {
    forms.forEach(watch);
  }
  document.addEventListener("htmx:load", (event) => {
    const added = [...event.target.querySelectorAll("form[data-guard]")].filter(
      (form) => !forms.includes(form)
    );
    if (user && added.length) {
      settle(added);
      added.forEach(watch);
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
