/* The search box as a palette (ARIA combobox with a listbox): results and actions as one types.
   Arrow keys choose, Enter opens, Escape closes; focus stays in the box. Without this file the box
   leads to the search page, which shows the same. */
"use strict";
(() => {
  const box = document.getElementById("top-search");
  const panel = document.getElementById("palette");
  const live = document.getElementById("live");
  if (!box || !panel || !window.htmx) {
    return;
  }
  let shown = null; /* the text whose results are shown */

  box.setAttribute("role", "combobox");
  box.setAttribute("aria-expanded", "false");
  box.setAttribute("aria-controls", "palette-list");
  box.setAttribute("aria-autocomplete", "list");
  box.setAttribute("aria-haspopup", "listbox");

  function options() {
    return [...panel.querySelectorAll("[role=option]")];
  }

  function chosen() {
    return panel.querySelector("[aria-selected=true]");
  }

  function choose(option) {
    chosen()?.setAttribute("aria-selected", "false");
    if (option) {
      option.setAttribute("aria-selected", "true");
      option.scrollIntoView({ block: "nearest" });
      box.setAttribute("aria-activedescendant", option.id);
    } else {
      box.removeAttribute("aria-activedescendant");
    }
  }

  function open() {
    panel.hidden = options().length === 0;
    box.setAttribute("aria-expanded", String(!panel.hidden));
    choose(shown ? options()[0] : null);
  }

  function close() {
    panel.hidden = true;
    box.setAttribute("aria-expanded", "false");
    choose(null);
  }

  function ask() {
    if (shown === box.value.trim()) {
      open();
    } else {
      window.htmx.trigger(box, "palette");
    }
  }

  panel.addEventListener("htmx:afterSwap", () => {
    const list = panel.querySelector("#palette-list");
    if (!list || document.activeElement !== box) {
      return;
    }
    shown = list.dataset.query;
    open();
    live.textContent = shown ? list.dataset.found : "";
  });

  box.addEventListener("focus", ask);
  box.addEventListener("click", ask);
  box.addEventListener("blur", close);
  panel.addEventListener("mousedown", (event) => event.preventDefault()); /* focus stays */
  panel.addEventListener("mouseover", (event) => {
    const option = event.target.closest("[role=option]");
    if (option) {
      choose(option);
    }
  });
  panel.addEventListener("click", (event) => {
    if (event.target.closest("[data-dialog]")) {
      close();
    }
  });

  function step(by) {
    const all = options();
    const at = all.indexOf(chosen());
    const next = at < 0 && by < 0 ? all.length - 1 : (at + by + all.length) % all.length;
    choose(all[next]);
  }

  box.addEventListener("keydown", (event) => {
    if (event.isComposing) {
      return;
    }
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      if (panel.hidden) {
        ask();
      } else {
        step(event.key === "ArrowDown" ? 1 : -1);
      }
    } else if (event.key === "Tab") {
      close(); /* or the list, where it scrolls, would be a stop on the way */
    } else if (event.key === "Escape" && !panel.hidden) {
      event.preventDefault();
      event.stopPropagation();
      close();
    } else if (event.key === "Enter" && !panel.hidden && chosen() && shown === box.value.trim()) {
      event.preventDefault();
      chosen().click();
    }
  });
})();
