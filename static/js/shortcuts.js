/* "/" and Ctrl+K go to the search box; "/" can be switched off in the person's menu (WCAG 2.1.4).
   Menus are <details>; they close on Escape, and on a click elsewhere. */
"use strict";
(() => {
  const KEY = "slash-key";
  const search = document.getElementById("top-search");
  const toggle = document.querySelector("[data-slash-key]");

  function slashIsOn() {
    try {
      return localStorage.getItem(KEY) !== "off";
    } catch {
      return true;
    }
  }

  function isTyping(target) {
    return target.closest("input, textarea, select, [contenteditable]") !== null;
  }

  function showSlash() {
    const on = slashIsOn();
    if (toggle) {
      toggle.hidden = false;
      toggle.querySelector("span").textContent = on ? toggle.dataset.labelOn : toggle.dataset.labelOff;
    }
    if (search) {
      search.setAttribute("aria-keyshortcuts", on ? "/ Control+K" : "Control+K");
      search.closest("form").classList.toggle("no-slash", !on);
    }
  }

  function goToSearch(event) {
    event.preventDefault();
    search.focus();
    search.select(); /* palette.js shows what can be found and done */
  }

  const MENUS = "details.menu[open]";
  const LINE_MENUS = "details.line-menu[open]";

  document.addEventListener("keydown", (event) => {
    const controlK = (event.ctrlKey || event.metaKey) && event.key.toLowerCase() === "k";
    const slash = event.key === "/" && slashIsOn() && !isTyping(event.target)
      && !event.ctrlKey && !event.metaKey && !event.altKey;
    if (search && (controlK || slash)) {
      goToSearch(event);
    } else if (event.key === "Escape") {
      for (const menu of document.querySelectorAll(`${MENUS}, ${LINE_MENUS}`)) {
        const inside = menu.contains(document.activeElement);
        menu.open = false;
        if (inside) {
          menu.querySelector("summary").focus();
        }
      }
    }
  });
  document.addEventListener("click", (event) => {
    for (const menu of document.querySelectorAll(MENUS)) {
      if (!menu.contains(event.target)) {
        menu.open = false;
      }
    }
  });
  if (toggle) {
    toggle.addEventListener("click", () => {
      try {
        localStorage.setItem(KEY, slashIsOn() ? "off" : "on");
      } catch {
        /* A browser that keeps nothing keeps the key on. */
      }
      showSlash();
    });
  }
  showSlash();
})();
